from django.core.cache import cache

from portal.notices.models import Notice, Preference
from portal.notices.ports import NoticeKind, notice_channels

UNREAD_SECONDS = 300


def unread_key(user_id: int) -> str:
    return f"notices.unread.{user_id}"


def unread_count(user) -> int:
    """How many notices `user` has not read; kept for five minutes, and forgotten as soon as one comes or is read."""
    if not user.is_authenticated:
        return 0
    known: int | None = cache.get(unread_key(user.pk))
    if known is None:
        known = Notice.objects.filter(recipient=user, unread=True).count()
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
