from datetime import datetime

from ninja import Field, Schema

from councils.conventions_enums import WordingOutcome, WordingState
from councils.conventions_schemas import DifferencePartOut


class ChangedWordingIn(Schema):
    text: str = Field(max_length=2000)
    reason: str = Field(max_length=2000)


class WordingIn(ChangedWordingIn):
    """`article` is the number of the article in the draft as it stands."""

    article: int


class WordingOut(Schema):
    """A suggested wording. `parts` are its words beside the draft's, `became` the text the draft has since.

    `article` is null where the article is not in the draft any more. Support is an opinion and decides nothing.
    """

    code: str
    url: str
    article: int | None
    text: str
    reason: str
    parts: list[DifferencePartOut]
    by: str
    suggested_at: datetime
    state: WordingState
    state_label: str
    outcome: WordingOutcome
    outcome_label: str
    answer: str
    became: str
    returned_because: str
    support_count: int
    supported: bool
    own: bool
    can_support: bool


class WordingListOut(Schema):
    items: list[WordingOut]
    next_cursor: str | None
