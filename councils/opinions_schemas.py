from datetime import datetime

from ninja import Field, Schema

from councils.opinions_enums import MapSource, StatementState, View


class StatementOut(Schema):
    code: str
    text: str


class StatementAskedOut(Schema):
    """What the caller is asked now; `statement` is null where they have answered all, or there is none."""

    open: bool = Field(description="False once the draft is no longer under consultation.")
    may: bool = Field(description="Whether the caller is one of the residents who are asked.")
    answered: int
    total: int
    statement: StatementOut | None


class ReactionIn(Schema):
    view: View


class ReactionOut(Schema):
    statement: StatementOut
    view: View
    at: datetime


class ReactionListOut(Schema):
    items: list[ReactionOut]


class StatementIn(Schema):
    """`code` names one's own statement that came back and is handed in again."""

    text: str
    code: str = ""


class OwnStatementOut(StatementOut):
    state: StatementState
    state_label: str
    reason: str = Field(description="Why it came back or is hidden; empty otherwise.")


class OwnStatementListOut(Schema):
    items: list[OwnStatementOut]


class MapShapeOut(Schema):
    """An ellipse in a field of 360 × 260: where the group stands and how far it spreads, never one person."""

    cx: int
    cy: int
    rx: int
    ry: int
    angle: int = Field(description="Degrees, clockwise.")


class MapStandingOut(StatementOut):
    """What marks a group: how many percent of it say so, and how many of the others."""

    agree: bool
    percent: int
    others_percent: int
    clear: bool = Field(description="False where nothing marks the group clearly and this comes closest.")


class MapGroupOut(Schema):
    letter: str
    people: int
    percent: int
    shape: MapShapeOut
    stands_for: list[MapStandingOut]


class MapShareOut(Schema):
    letter: str
    percent: int


class MapAgreedOut(StatementOut):
    """What more than half of every group say, with each group's share."""

    agree: bool
    shares: list[MapShareOut]


class OpinionMapOut(Schema):
    """The map drawn last. No groups where `enough` is false: then too few have spoken."""

    source: MapSource
    enough: bool
    computed_at: datetime | None
    people: int
    counted: int
    reactions: int
    people_needed: int
    statements_needed: int
    reactions_needed: int
    groups: list[MapGroupOut]
    agreed: list[MapAgreedOut]
    mine: str | None = Field(description="The letter of the group that the caller's own answers are closest to.")
