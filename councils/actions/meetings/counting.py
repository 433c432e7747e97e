"""The clerks' desk at a meeting: the tick list, what is counted in the room, written authorisations."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from councils.actions.meetings.attending import enter_attendance
from councils.actions.meetings.motions import motion_of
from councils.actions.meetings.steps import convened, told
from councils.enums import AttendedBy, MeetingState, MotionState
from councils.meeting_rules import on_roll
from councils.models import Attendance, Proxy, RoomCount
from councils.models.room import REFERENCE_AT_MOST
from portal.accounts.models import User
from portal.accounts.queries import share_household
from portal.core.errors import Forbidden, Invalid, WrongState
from portal.core.text import plain

OPEN = (MeetingState.RUNNING, MeetingState.RECESS)


@transaction.atomic
def tick_attendance(*, code: str, person_codes: Collection[str], actor: Any, now: datetime) -> int:
    """Enter all who are ticked on the signed paper list; answers how many. All or nobody: raises as
    `enter_attendance`."""
    meeting = convened(code, actor, now, *OPEN)
    people = User.objects.filter(code__in=set(person_codes))
    for person in people:
        enter_attendance(code=meeting.code, person=person, actor=actor, now=now)
    return len(people)


@transaction.atomic
def enter_room_count(
    *, code: str, motion_code: str, yes: int, no: int, abstain: int, actor: Any, now: datetime
) -> RoomCount:
    """One clerk's count of those in the room. The first may correct theirs; a second person who finds the same makes
    it stand, and one who does not starts the count anew: both figures go.

    Raises as `convened`, Hidden, WrongState (no vote is open in the room, or the count stands), Invalid (votes: below
    zero, or more than people in the room).
    """
    meeting = convened(code, actor, now, MeetingState.RUNNING)
    motion = motion_of(meeting, motion_code)
    count = RoomCount.objects.select_for_update().filter(motion=motion).first()
    if count is None or motion.state != MotionState.VOTING:
        raise WrongState(_("No vote is being taken in the room."))
    if count.stands:
        raise WrongState(_("Two people have counted the same; this count stands."))
    found = (yes, no, abstain)
    if min(found) < 0:
        raise Invalid(votes=_("No number is below zero."))
    if sum(found) > count.in_room:
        words = {"votes": sum(found), "people": count.in_room}
        raise Invalid(votes=_("%(votes)d votes, but %(people)d people in the room. Count again.") % words)
    if count.first_by_id is None or count.first_by_id == actor.pk:
        count.first_by, (count.yes, count.no, count.abstain) = actor, found
    elif found == (count.yes, count.no, count.abstain):
        count.second_by, (count.yes_again, count.no_again, count.abstain_again) = actor, found
    else:
        count.first_by = count.yes = count.no = count.abstain = None
        count.count_number += 1
    count.save()
    told(meeting, "count_room", actor, motion=motion.code, count=count.count_number, stands=count.stands)
    return count


@transaction.atomic
def record_proxy(*, code: str, principal: User, holder: User, reference: str, actor: Any, now: datetime) -> Proxy:
    """Enter a written authorisation: `holder` votes for `principal`, who counts as present by it.

    Raises as `convened`, Forbidden (the clerk is one of the two or of their households), WrongState (`principal` is
    here already, and which way; one of them has a proxy in this meeting), Invalid (this body takes no proxies, one of
    them is not on the roll, nothing in writing, holder).
    """
    meeting = convened(code, actor, now, *OPEN)
    if not meeting.body.proxies_at_most:
        raise Invalid(holder=_("Nobody is stood in for in this body."))
    reference = plain(reference)[:REFERENCE_AT_MOST]
    if not reference:
        raise Invalid(reference=_("Write where the signed authorisation is kept."))
    if not (on_roll(principal, meeting) and on_roll(holder, meeting)):
        raise Invalid(holder=_("Both have to be on the roll of the meeting."))
    if principal.pk == holder.pk:
        raise Invalid(holder=_("Nobody stands in for themselves."))
    if share_household(actor, principal) or share_household(actor, holder):
        raise Forbidden(_("Another person has to enter what concerns you or your household."))
    both = [principal, holder]
    if meeting.proxies.filter(Q(holder__in=both) | Q(principal__in=both)).exists():
        raise WrongState(_("One of them is stood in for already, or stands in for somebody: one each."))
    here = meeting.attendances.filter(user=principal).first()
    if here is not None:
        raise WrongState(_("This person is here already: %s. They vote themselves.") % here.get_how_display())
    proxy = Proxy.objects.create(
        meeting=meeting, principal=principal, holder=holder, reference=reference, entered_by=actor, at=now
    )
    Attendance.objects.create(meeting=meeting, user=principal, how=AttendedBy.PROXY, at=now, entered_by=actor)
    told(meeting, "record_proxy", actor)
    return proxy
