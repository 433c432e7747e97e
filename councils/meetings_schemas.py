from datetime import datetime

from ninja import Schema


class MeetingQuorumOut(Schema):
    """`share` is the exact fraction of those present, "7/12"."""

    present: int
    size: int
    needed: int
    share: str
    met: bool


class MeetingItemOut(Schema):
    code: str
    title: str
    state: str


class MeetingMotionOut(Schema):
    code: str
    what: str
    who: str
    state: str


class MeetingSpeakerOut(Schema):
    name: str
    stance: str
    began_at: datetime | None


class MeetingOut(Schema):
    """The state of a meeting at live event number `seq`; `choice` is the caller's own vote, "" for none."""

    code: str
    title: str
    state: str
    starts_at: datetime
    seq: int
    quorum: MeetingQuorumOut | None
    items: list[MeetingItemOut]
    motion: MeetingMotionOut | None
    speaking: MeetingSpeakerOut | None
    waiting: list[MeetingSpeakerOut]
    attending: bool
    choice: str
