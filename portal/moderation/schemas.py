from datetime import datetime

from ninja import Field, Schema
from pydantic import ConfigDict

from portal.moderation.actions.appeal import MAX_TEXT
from portal.moderation.enums import AppealState, By, SubmissionEvent, SubmissionState
from portal.moderation.queries.story import Story


class AskedOut(Schema):
    """The community that decides."""

    slug: str
    title: str
    phone: str = Field(description="Empty where none is known.")


class StepOut(Schema):
    event: SubmissionEvent
    label: str
    by: By
    reason: str
    round: int
    at: datetime


class AppealOut(Schema):
    state: AppealState
    text: str
    made_at: datetime
    due_at: datetime
    answer: str
    decided_at: datetime | None


class SubmissionOut(Schema):
    code: str
    kind: str
    kind_label: str
    title: str
    text: str
    url: str = Field(description="Where the thing itself is, to read or to change.")
    state: SubmissionState
    state_label: str
    reported: bool = Field(description="Published, and looked at again because a neighbour asked for it.")
    round: int
    submitted_at: datetime
    due_at: datetime = Field(description="By when a person has looked, while something waits.")
    decided_at: datetime | None
    reason: str
    asked: AskedOut
    steps: list[StepOut]
    appeals: list[AppealOut]
    may_appeal: bool
    appeal_until: datetime | None = Field(description="Until when this decision may be appealed against.")

    @classmethod
    def of(cls, story: Story) -> "SubmissionOut":
        submission = story.submission
        return cls(
            **{name: getattr(submission, name) for name in _PLAIN},
            state=SubmissionState(submission.state),
            state_label=str(SubmissionState(submission.state).label),
            asked=AskedOut.from_orm(submission.inbox),
            steps=[StepOut.from_orm(step) for step in story.steps],
            appeals=[AppealOut.from_orm(appeal) for appeal in story.appeals],
            may_appeal=story.may_appeal,
            appeal_until=story.appeal_until,
        )


_PLAIN = (
    "code",
    "kind",
    "kind_label",
    "title",
    "text",
    "url",
    "reported",
    "round",
    "submitted_at",
    "due_at",
    "decided_at",
    "reason",
)


class AppealIn(Schema):
    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=MAX_TEXT)
