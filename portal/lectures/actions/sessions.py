"""Sessions of a lecture: set, changed with whoever has booked being told, and called off."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.rules import require_signed_in
from portal.communities.models import Venue
from portal.core import audit
from portal.core.errors import Forbidden, Invalid
from portal.lectures.enums import Need
from portal.lectures.models import LecturePage, Session, SpecialPlace
from portal.lectures.queries.sessions import KIND, session_to_keep
from portal.lectures.rules import runs_sessions_in
from portal.rosters import actions as rosters
from portal.rosters.enums import Channel
from portal.rosters.models import Roster
from portal.rosters.models.roster import PLACE_AT_MOST, TITLE_AT_MOST

SPECIAL_AT_MOST = 50


@dataclass(frozen=True)
class Plan:
    """What a session is to be. `seats` by way of booking; `special` is how many places of each kind the room has."""

    venue: Venue
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    closes_at: datetime
    cancel_until: datetime
    seats: dict[Channel, int]
    party_max: int = 6
    for_children: bool = False
    guardian_under: int = 14
    min_age: int | None = None
    max_age: int | None = None
    residents_only: bool = True
    remind_hours: int = 24
    minimum: int = 0
    special: dict[Need, int] = field(default_factory=dict)


@transaction.atomic
def open_session(*, lecture: LecturePage, plan: Plan, actor: Any, now: datetime) -> Session:
    """Set a session with its seats. It is shown once its lecture is.

    Raises SignInNeeded, Forbidden unless `actor` looks after the venue's community, Invalid.
    """
    require_signed_in(actor)
    community = plan.venue.community
    if not runs_sessions_in(actor, community):
        raise Forbidden
    _require_ahead(plan, now)
    roster = rosters.open_roster(
        kind=KIND, community=community, terms=_terms(lecture, plan), seats=plan.seats, actor=actor, now=now
    )
    session = Session.objects.create(lecture=lecture, roster=roster, venue=plan.venue, for_children=plan.for_children)
    _furnish(session, plan.special)
    audit.record("lectures.open_session", session, actor, lecture=lecture.code, roster=roster.code)
    return session


@transaction.atomic
def change_session(*, code: str, plan: Plan, actor: Any, now: datetime) -> Session:
    """Move a session or change its seats; who has booked keeps their place, and hears of another time or place.

    Raises as `session_to_keep`, WrongState (called off, closed), and Invalid: a venue elsewhere, a children's
    session that people have booked already, less seats or places than are taken.
    """
    session = session_to_keep(code, actor)
    Roster.objects.locked(code)
    if plan.venue.community_id != session.roster.community_id:
        raise Invalid(venue=_("This venue is in another community. Call this session off and set one there."))
    if plan.starts_at != session.roster.starts_at:
        _require_ahead(plan, now)
    if plan.for_children and not session.for_children and session.roster.bookings.holding().exists():
        raise Invalid(for_children=_("People have booked already, and no guardian was asked."))
    rosters.change_roster(code=code, terms=_terms(session.lecture, plan), actor=actor, now=now)
    rosters.set_seats(code=code, seats=plan.seats, actor=actor, now=now)
    _furnish(session, plan.special)
    session.venue, session.for_children = plan.venue, plan.for_children
    session.save(update_fields=["venue", "for_children"])
    audit.record("lectures.change_session", session, actor, roster=code)
    return Session.objects.with_places().get(pk=session.pk)


@transaction.atomic
def call_off_session(*, code: str, reason: str, actor: Any, now: datetime) -> Session:
    """It does not take place; everybody who booked hears why, at night too. Raises as `session_to_keep`, `call_off`."""
    session = session_to_keep(code, actor)
    rosters.call_off(code=code, reason=reason, actor=actor, now=now)
    audit.record("lectures.call_off_session", session, actor, roster=code)
    return session


def place_line(venue: Venue) -> str:
    """Where it is, in one line, as the roster and notices say it."""
    return " · ".join(part for part in (venue.name, venue.address) if part)[:PLACE_AT_MOST]


def _require_ahead(plan: Plan, now: datetime) -> None:
    if plan.starts_at <= now:
        raise Invalid(starts_at=_("This moment has passed."))


def _terms(lecture: LecturePage, plan: Plan) -> rosters.Terms:
    return rosters.Terms(
        title=lecture.title[:TITLE_AT_MOST],
        place=place_line(plan.venue),
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        opens_at=plan.opens_at,
        closes_at=plan.closes_at,
        cancel_until=plan.cancel_until,
        party_max=plan.party_max,
        minimum=plan.minimum,
        residents_only=plan.residents_only,
        min_age=plan.min_age,
        max_age=plan.max_age,
        guardian_under=plan.guardian_under,
        remind_hours=plan.remind_hours,
    )


def _furnish(session: Session, wanted: dict[Need, int]) -> None:
    """Bring the number of special places to what is wanted. Raises Invalid where more of them are taken."""
    for need in Need:
        number = wanted.get(need, 0)
        if not 0 <= number <= SPECIAL_AT_MOST:
            raise Invalid(**{need.value: _("From 0 to %d, please.") % SPECIAL_AT_MOST})
        places = list(session.special_places.filter(need=need))
        taken = sum(place.booking_id is not None for place in places)
        if number < taken:
            raise Invalid(**{need.value: _("%d are taken already.") % taken})
        free = [place.pk for place in places if place.booking_id is None]
        SpecialPlace.objects.filter(pk__in=free[: max(0, len(places) - number)]).delete()
        SpecialPlace.objects.bulk_create(
            SpecialPlace(session=session, need=need) for _more in range(number - len(places))
        )
