from datetime import datetime

from ninja import Field, Schema
from pydantic import ConfigDict

from portal.core.paging import Page
from portal.core.schemas import TargetOut
from portal.core.targets import Target, target_of
from portal.notices.models import Notice
from portal.notices.rules import DIGEST_AT

AT_MOST = 100


class NoticeOut(Schema):
    code: str
    kind: str
    kind_label: str = Field(description="Empty where the kind is no longer told.")
    title: str
    body: str
    url: str = Field(description="Where it leads on the site; empty where it leads nowhere.")
    unread: bool
    created_at: datetime
    read_at: datetime | None
    target: TargetOut | None = Field(description="What `url` is a page of; null where it is of no one thing.")

    @staticmethod
    def resolve_target(notice: Notice) -> Target | None:
        return target_of(notice.url)


class NoticesOut(Schema):
    items: list[NoticeOut]
    next_cursor: str | None
    unread: int

    @classmethod
    def of(cls, page: Page[Notice], unread: int) -> "NoticesOut":
        return cls(
            items=[NoticeOut.from_orm(notice) for notice in page.items], next_cursor=page.next_cursor, unread=unread
        )


class ReadIn(Schema):
    model_config = ConfigDict(extra="forbid")

    codes: list[str] = Field(default=[], max_length=AT_MOST)
    all: bool = Field(default=False, description="Everything up to now; `codes` are then not looked at.")


class ReadOut(Schema):
    read: int = Field(description="How many were unread before.")
    unread: int


class WishOut(Schema):
    channel: str
    label: str
    wanted: bool


class KindOut(Schema):
    kind: str
    label: str
    gathered: bool = Field(description="Told once a day, all together.")
    urgent: bool = Field(description="Does not wait for the morning.")
    channels: list[WishOut]


class PreferencesOut(Schema):
    """The in-site inbox has everything and is not among the channels. Hours are Shanghai time.

    Where the quiet hours begin when they end, there are none.
    """

    kinds: list[KindOut]
    quiet_from: str
    quiet_until: str
    gathered_at: str = f"{DIGEST_AT:%H:%M}"


class WishIn(Schema):
    model_config = ConfigDict(extra="forbid")

    kind: str
    channel: str
    wanted: bool


class PreferencesIn(Schema):
    model_config = ConfigDict(extra="forbid")

    choices: list[WishIn] = Field(max_length=AT_MOST)
