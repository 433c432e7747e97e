from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from portal.accounts.rules import require_signed_in
from portal.core.errors import Hidden
from portal.core.paging import Page, keyset
from portal.notices.enums import Importance
from portal.notices.models import Notice, Preference
from portal.notices.ports import NoticeKind, notice_channels, notice_kinds

UNREAD_SECONDS = 300
INBOX_ORDER = ("-unread", "-created_at", "-id")


def inbox(user: Any, cursor: str | None = None, limit: int = 20) -> Page[Notice]:
    """A page of what `user` was told, unread first, then the newest; one query. Raises SignInNeeded or Invalid."""
    require_signed_in(user)
    return keyset(Notice.objects.visible_to(user), order=INBOX_ORDER, cursor=cursor, limit=limit)


def notice_of(user: Any, code: str) -> Notice:
    """Raises SignInNeeded or Hidden."""
    require_signed_in(user)
    notice = Notice.objects.visible_to(user).filter(code=code).first()
    if notice is None:
        raise Hidden
    return notice


def unread_key(user_id: int) -> str:
    return f"notices.unread.{user_id}"


def unread_count(user) -> int:
    """How many notices `user` has not read; kept for five minutes, and forgotten as soon as one comes or is read."""
    if not user.is_authenticated:
        return 0
    known: int | None = cache.get(unread_key(user.pk))
    if known is None:
        known = Notice.objects.filter(recipient=user.pk, unread=True).count()
        cache.set(unread_key(user.pk), known, UNREAD_SECONDS)
    return known


def default_channels(kind: NoticeKind) -> frozenset[str]:
    """The channels that carry `kind` to somebody who has not chosen."""
    registered = notice_channels.names()
    return frozenset(registered if kind.channels is None else [key for key in kind.channels if key in registered])


def chosen_channels(kind: NoticeKind, user_ids: list[int]) -> dict[int, frozenset[str]]:
    """The outside channels by which each of `user_ids` wants to hear of `kind`; one query."""
    choices: dict[int, dict[str, bool]] = {}
    rows = Preference.objects.filter(kind=kind.key, user__in=user_ids).values_list("user_id", "channel", "wanted")
    for user_id, channel, wanted in rows:
        choices.setdefault(user_id, {})[channel] = wanted
    default = default_channels(kind)
    registered = notice_channels.names()
    return {
        user_id: frozenset(key for key in registered if choices.get(user_id, {}).get(key, key in default))
        for user_id in user_ids
    }


@dataclass(frozen=True)
class Wish:
    """Whether one kind of news is wanted through one channel."""

    channel: str
    label: str
    wanted: bool


@dataclass(frozen=True)
class KindWishes:
    """One kind of news and what somebody wants of it. `gathered` kinds come once a day, `urgent` ones also at night."""

    kind: str
    label: str
    gathered: bool
    urgent: bool
    channels: list[Wish]


def preferences_of(user: Any) -> list[KindWishes]:
    """Every kind of news with every outside channel, as `user` has chosen or by default; one query.

    Raises SignInNeeded.
    """
    require_signed_in(user)
    rows = Preference.objects.filter(user=user).values_list("kind", "channel", "wanted")
    chosen = {(kind, channel): wanted for kind, channel, wanted in rows}
    return [
        KindWishes(
            kind=kind.key,
            label=str(kind.label),
            gathered=kind.audience is not None,
            urgent=kind.importance == Importance.URGENT,
            channels=[
                Wish(key, str(notice_channels.get(key).label), chosen.get((kind.key, key), key in default))
                for default in [default_channels(kind)]
                for key in notice_channels.names()
            ],
        )
        for kind in notice_kinds
    ]


def notices_of(user: Any) -> dict[str, Any]:
    """What notices hold of `user`, for the export of their own data; two queries."""
    told = Notice.objects.filter(recipient=user).order_by("created_at", "id")
    wishes = Preference.objects.filter(user=user).order_by("kind", "channel")
    return {
        "notices": [
            {
                "title": notice.title,
                "text": notice.body,
                "at": notice.created_at.isoformat(),
                "read_at": notice.read_at.isoformat() if notice.read_at else None,
                "url": notice.url,
            }
            for notice in told.iterator()
        ],
        "preferences": [
            {"kind": wish.kind, "channel": wish.channel, "wanted": wish.wanted} for wish in wishes.iterator()
        ],
    }
