"""Who may follow a meeting, and who takes part in it."""

from datetime import date
from typing import Any

from councils.rules import cares_for, convenes
from portal.accounts.rules import require_signed_in
from portal.core.errors import Hidden


def can_view_meeting(user: Any, meeting: Any) -> bool:
    """The twin of `MeetingQuerySet.visible_to`."""
    if meeting.called_at is not None and meeting.public:
        return True
    if not user.is_authenticated:
        return False
    if cares_for(user, meeting.body.community_id):
        return True
    seats = meeting.body.seats.filter(user=user.pk, ended_at__isnull=True)
    if meeting.called_at is None:
        return bool(seats.filter(role="convener").exists())
    return bool(seats.exists() or on_roll(user, meeting))


def on_roll(user: Any, meeting: Any) -> bool:
    """Whether `user` is on the roll that was frozen when the meeting was called."""
    if not user.is_authenticated or meeting.roll_id is None:
        return False
    return bool(meeting.roll.entries.filter(user=user.pk).exists())


def may_convene(user: Any, meeting: Any, day: date) -> bool:
    return convenes(user, meeting.body, day)


def require_on_roll(user: Any, meeting: Any) -> None:
    """Raises SignInNeeded, and Hidden for whoever is not on this meeting's roll: a member of another body, say."""
    require_signed_in(user)
    if not on_roll(user, meeting):
        raise Hidden
