"""One poll for one viewer, and the order in which they see its options."""

import hashlib
from datetime import datetime

from portal.ballots.enums import PollMethod
from portal.ballots.models import Poll, PollOption
from portal.core.errors import Hidden


def visible_poll(code: str, viewer, at: datetime) -> Poll:
    """The poll with its roll and place; one query where it is public. Raises Hidden where `viewer` may not see it."""
    polls = Poll.objects.select_related("roll", "subdistrict", "community").filter(code=code)
    poll = polls.public(at).first() or polls.managed_by(viewer).first()
    if poll is None:
        raise Hidden
    return poll


def options_for(poll: Poll, viewer, at: datetime) -> list[PollOption]:
    """The options, withdrawn ones among them. While the vote is open each voter has an order of their own, always the
    same one, so that no option gains from standing first; before and after it is the published order. One query.
    """
    options = list(poll.options.order_by("position", "pk"))
    if poll.method == PollMethod.YES_NO or not poll.is_open(at):
        return options
    return sorted(options, key=lambda option: _draw(f"{poll.lot_seed}:{viewer.pk}:{option.code}"))


def _draw(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
