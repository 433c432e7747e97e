from datetime import datetime

from ninja import Field, Schema

from councils.owners_enums import Matter, OwnerChannel, OwnerChoice, SoundingOutcome


class OwnerMeasureOut(Schema):
    """Areas are square metres with two places, heads whole numbers; `fraction` is exact and reduced."""

    what: str
    part: str
    whole: str
    needed: str
    fraction: str
    rule: str
    met: bool


class OwnerResultOut(Schema):
    outcome: SoundingOutcome
    outcome_text: str
    measures: list[OwnerMeasureOut]


class OwnerVoteOut(Schema):
    choice: OwnerChoice
    choice_text: str
    channel: OwnerChannel


class SoundingOut(Schema):
    code: str
    title: str
    text: str
    body: str
    community: str
    matter: Matter
    matter_text: str
    label: str = Field(description="What a sounding is not; shown beside it always.")
    opened_at: datetime | None
    closes_at: datetime
    open: bool
    roll_digest: str
    heads: int
    heard: int = Field(description="How many heads took part so far; never for or against what.")
    may: bool = Field(description="Whether the caller's account is an owner on this roll.")
    vote: OwnerVoteOut | None
    result: OwnerResultOut | None = Field(description="Null until it closed.")
    url: str


class OwnerVoteIn(Schema):
    choice: OwnerChoice
