"""Who attends (出席): online, by the rotating code in the room, or entered from the paper list."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from councils.actions.meetings.steps import convened, require_state, told
from councils.enums import AttendedBy, MeetingState
from councils.meeting_rules import on_roll, require_on_roll
from councils.models import Attendance, Meeting
from portal.accounts.models import User
from portal.core.errors import Forbidden, Invalid, WrongState
from portal.core.live import publish
from portal.rosters.checkin_codes import code_holds

OPEN = (MeetingState.RUNNING, MeetingState.RECESS)


@transaction.atomic
def attend(*, code: str, actor: Any, now: datetime, shown: str = "") -> Attendance:
    """Take one's place: online, or by the code `shown` in the room. Once, however often it is asked for.

    Raises Hidden, SignInNeeded, Hidden for whoever is not on the roll, WrongState unless the meeting is in session or
    where a proxy stands in for them,
    Invalid (code) where the code is an old one.
    """
    meeting = Meeting.objects.locked(code)
    require_on_roll(actor, meeting)
    require_state(meeting, *OPEN)
    if shown and not code_holds(meeting.code, shown, now):
        raise Invalid(code=_("This code has changed since. Scan the one on the screen."))
    return _noted(meeting, actor, AttendedBy.CODE if shown else AttendedBy.ONLINE, now, None)


@transaction.atomic
def enter_attendance(*, code: str, person: User, actor: Any, now: datetime) -> Attendance:
    """A clerk enters somebody from the signed paper list. Raises as `convened`, Forbidden for oneself, Invalid
    (person) for whoever is not on the roll."""
    meeting = convened(code, actor, now, *OPEN)
    if person.pk == actor.pk:
        raise Forbidden(_("Another person has to enter you."))
    if not on_roll(person, meeting):
        raise Invalid(person=_("This person is not on the roll of the meeting."))
    return _noted(meeting, person, AttendedBy.PAPER, now, actor)


@transaction.atomic
def note_women(*, code: str, women: int, actor: Any, now: datetime) -> Meeting:
    """Record how many women are present. Raises as `convened`, Invalid (women) beyond those present."""
    meeting = convened(code, actor, now, *OPEN, MeetingState.ENDED)
    if not 0 <= women <= meeting.attendances.count():
        raise Invalid(women=_("At most as many as are present."))
    meeting.women_present = women
    meeting.save(update_fields=["women_present"])
    told(meeting, "note_women", actor, women=women)
    return meeting


def _noted(meeting: Meeting, person: User, how: AttendedBy, now: datetime, entered_by: Any) -> Attendance:
    proxy = meeting.proxies.filter(principal=person).select_related("holder").first()
    if proxy is not None:
        raise WrongState(_("Somebody else stands in for this person by written authorisation, and votes for them."))
    attendance, new = Attendance.objects.get_or_create(
        meeting=meeting, user=person, defaults={"how": how, "at": now, "entered_by": entered_by}
    )
    if new:
        publish(f"meeting:{meeting.code}", {"what": "attend"})
    return attendance
