"""Tickets for /ws/live: who may listen is settled once, where the person is known, and carried by a short signature."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from portal.core.errors import Hidden, Invalid
from portal.core.live import live_topics

LIFETIME = 60
"""Seconds in which a ticket opens a connection; the connection itself then stays."""
MOST_TOPICS = 20
_SALT = "portal.core.live_tickets"


@dataclass(frozen=True)
class Ticket:
    """What a ticket allows: these topics, to this person (None: nobody is signed in)."""

    user_id: int | None
    topics: tuple[str, ...]


def issue_ticket(*, viewer: Any, topics: Iterable[str]) -> str:
    """A ticket for `topics`, each "kind:code".

    Raises Hidden where one of them is unknown or not for this viewer, without saying which; Invalid for none or for
    more than MOST_TOPICS.
    """
    wanted = tuple(dict.fromkeys(topics))
    if not 0 < len(wanted) <= MOST_TOPICS:
        raise Invalid(_("Ask for between 1 and %d topics.") % MOST_TOPICS, topics=str(len(wanted)))
    if not all(_may_follow(viewer, topic) for topic in wanted):
        raise Hidden
    return signing.dumps([viewer.pk if viewer.is_authenticated else None, wanted], salt=_SALT)


def _may_follow(viewer: Any, topic: str) -> bool:
    kind, _colon, code = topic.partition(":")
    return bool(code) and kind in live_topics and live_topics.get(kind)(viewer, code)


def read_ticket(token: str) -> Ticket:
    """What the ticket says; raises Hidden where it is forged or older than LIFETIME."""
    try:
        user_id, topics = signing.loads(token, salt=_SALT, max_age=LIFETIME)
    except signing.BadSignature:
        raise Hidden from None
    return Ticket(user_id, tuple(topics))
