"""Planning a meeting and changing the plan, calling it with notice and a frozen roll, calling it off."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from councils.actions.meetings.matters import release_topics, schedule_topics
from councils.actions.meetings.steps import convened, tell_entitled, told
from councils.enums import BodyBasis, MeetingKind, MeetingState, SeatRole
from councils.models import Body, Meeting
from councils.models.topics import TITLE_AT_MOST
from councils.queries.meetings import notice_ends
from councils.rules import require_convenes
from portal.accounts.models import Resident
from portal.accounts.queries import verified_residents
from portal.ballots.actions import freeze_roll
from portal.ballots.enums import RollBasis
from portal.ballots.queries import one_per_household
from portal.communities.models import Community
from portal.core import audit
from portal.core.errors import Invalid, WrongState
from portal.core.text import plain

ROLLS = {
    BodyBasis.RESIDENTS: RollBasis.RESIDENTS,
    BodyBasis.HOUSEHOLDS: RollBasis.HOUSEHOLDS,
    BodyBasis.SEATS: RollBasis.DELEGATES,
}
ADULT = 18


@transaction.atomic
def plan_meeting(
    *,
    body: Body,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    actor: Any,
    now: datetime,
    public: bool = True,
    kind: MeetingKind = MeetingKind.REGULAR,
) -> Meeting:
    """A meeting that only its convener and staff see until it is called.

    Raises SignInNeeded, Forbidden, WrongState (the body is dissolved) or Invalid (title, starts_at, ends_at); a day
    that even a notice of today does not reach in time is refused at once.
    """
    require_convenes(actor, body, timezone.localdate(now))
    if body.dissolved_at is not None:
        raise WrongState(_("This body has been dissolved."))
    title = _right(body, title, starts_at, ends_at, now)
    meeting = Meeting.objects.create(
        body=body,
        title=title,
        starts_at=starts_at,
        ends_at=ends_at,
        place=plain(place)[:120],
        public=public,
        kind=kind,
    )
    audit.record("councils.plan_meeting", meeting, actor)
    return meeting


@transaction.atomic
def change_meeting(
    *,
    code: str,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    public: bool,
    kind: MeetingKind,
    actor: Any,
    now: datetime,
) -> Meeting:
    """Change what a meeting is, before its notice. Raises as `convened`, and Invalid as `plan_meeting`."""
    meeting = convened(code, actor, now, MeetingState.PLANNED)
    meeting.title = _right(meeting.body, title, starts_at, ends_at, now)
    meeting.starts_at, meeting.ends_at, meeting.place = starts_at, ends_at, plain(place)[:120]
    meeting.public, meeting.kind = public, kind
    meeting.save(update_fields=["title", "starts_at", "ends_at", "place", "public", "kind"])
    audit.record("councils.change_meeting", meeting, actor)
    return meeting


@transaction.atomic
def call_meeting(*, code: str, actor: Any, now: datetime) -> Meeting:
    """Give notice: the roll is frozen as it is at this moment, and everybody on it is told.

    The day of the notice is not counted, and a period that ends on a free day ends on the next working day
    (`last_day_of_notice`). Raises as `convened`, Invalid (starts_at: too early; items: no agenda, or a topic
    that is on another one or settled; roll: nobody, or a
    seat whose holder cannot be on it; owners, who are sounded by units and never meet here).
    """
    meeting = convened(code, actor, now, MeetingState.PLANNED)
    if not meeting.items.exists():
        raise Invalid(items=_("Write the agenda first."))
    _require_notice(meeting.body, meeting.starts_at, now)
    if meeting.body.basis not in ROLLS:
        raise Invalid(roll=_("Owners are asked by units; they do not meet here."))
    meeting.roll = freeze_roll(
        title=meeting.title,
        basis=ROLLS[BodyBasis(meeting.body.basis)],
        residents=_entitled(meeting, now),
        actor=actor,
        now=now,
    )
    meeting.state, meeting.called_at = MeetingState.CALLED, now
    meeting.save(update_fields=["roll", "state", "called_at"])
    schedule_topics(meeting, actor, now)
    tell_entitled(meeting, "called", now)
    told(meeting, "call_meeting", actor, roll=meeting.roll.code)
    return meeting


@transaction.atomic
def call_off_meeting(*, code: str, reason: str, actor: Any, now: datetime) -> Meeting:
    """Call it off before it begins; everybody who had notice is told why.

    Raises as `convened`, and Invalid (reason).
    """
    meeting = convened(code, actor, now, MeetingState.PLANNED, MeetingState.CALLED)
    reason = plain(reason)[:200]
    if not reason:
        raise Invalid(reason=_("Write why."))
    meeting.state = MeetingState.CANCELLED
    meeting.save(update_fields=["state"])
    release_topics(meeting, reason, actor, now)
    tell_entitled(meeting, "cancelled", now, reason)
    told(meeting, "call_off_meeting", actor, reason=reason)
    return meeting


def _right(body: Body, title: str, starts_at: datetime, ends_at: datetime, now: datetime) -> str:
    title = plain(title)[:TITLE_AT_MOST]
    if not title:
        raise Invalid(title=_("Write what it is about."))
    if starts_at <= now:
        raise Invalid(starts_at=_("already past"))
    if ends_at <= starts_at:
        raise Invalid(ends_at=_("too early"))
    _require_notice(body, starts_at, now)
    return title


def _require_notice(body: Body, starts_at: datetime, now: datetime) -> None:
    last = notice_ends(timezone.localdate(now), body.notice_days)
    if timezone.localdate(starts_at) <= last:
        day = f"{last:%Y-%m-%d}"
        raise Invalid(starts_at=_("The notice runs until %s, that day included. Choose a later day.") % day)


def _entitled(meeting: Meeting, now: datetime) -> QuerySet[Resident]:
    """Whom the body's basis entitles at this moment; who is known to be under 18 is not."""
    day, body = timezone.localdate(now), meeting.body
    born_by = day.replace(year=day.year - ADULT, day=28 if (day.month, day.day) == (2, 29) else day.day)
    if body.basis == BodyBasis.SEATS:
        seats = body.seats.held_on(day).filter(ended_at__isnull=True).exclude(role=SeatRole.OBSERVER)
        holders = Resident.objects.filter(
            verified_at__isnull=False, user__is_active=True, user__in=seats.values("user")
        )
        if missing := seats.count() - holders.count():
            raise Invalid(roll=_("%d seats are held by people without a verified account.") % missing)
        return holders
    residents = verified_residents(Community.objects.filter(pk=body.community_id))
    adults = residents.filter(Q(born_on__isnull=True) | Q(born_on__lte=born_by))
    return one_per_household(adults) if body.basis == BodyBasis.HOUSEHOLDS else adults
