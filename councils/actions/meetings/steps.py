"""What every act in a meeting begins and ends with."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from councils.enums import MeetingState
from councils.meetings_news import MEETING
from councils.models import Meeting
from councils.rules import require_convenes
from portal.core import audit
from portal.core.errors import WrongState
from portal.core.live import publish
from portal.notices.actions import notify

LIVE = "meeting"


def convened(code: str, actor: Any, now: datetime, *states: MeetingState) -> Meeting:
    """The meeting, locked, for its convener.

    Raises Hidden, SignInNeeded, Forbidden, and WrongState in no such state.
    """
    meeting = Meeting.objects.locked(code)
    require_convenes(actor, meeting.body, timezone.localdate(now))
    require_state(meeting, *states)
    return meeting


def require_state(meeting: Meeting, *states: MeetingState) -> None:
    """Raises WrongState, naming the state the meeting is in."""
    if meeting.state not in states:
        raise WrongState(_("The meeting is now: %s. Nothing was changed.") % meeting.get_state_display())


def told(meeting: Meeting, what: str, actor: Any, **data: Any) -> None:
    """Log what the convener did, and tell all who follow the meeting that its state is another."""
    audit.record(f"councils.{what}", meeting, actor, **data)
    publish(f"{LIVE}:{meeting.code}", {"what": what})


def tell_entitled(meeting: Meeting, event: str, now: datetime, reason: str = "") -> None:
    """Send everybody on the roll the news; nobody where it was not called."""
    if meeting.roll is None:
        return
    notify(
        kind=MEETING,
        recipients=list(meeting.roll.entries.values_list("user_id", flat=True)),
        subject=meeting.code,
        event=event,
        fields={
            "event": event,
            "title": meeting.title,
            "place": meeting.place,
            "reason": reason,
            "when": f"{timezone.localtime(meeting.starts_at):%Y-%m-%d %H:%M}",
        },
        url=meeting.get_absolute_url(),
        now=now,
    )
