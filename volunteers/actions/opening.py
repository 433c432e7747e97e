"""Shifts come from series by their rule, or one by one; each opens with the seats of its roster."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core import audit
from portal.core.errors import Hidden, Invalid, WrongState
from portal.rosters.actions import Terms, open_roster
from portal.rosters.enums import Channel
from volunteers.actions.leading import seat_leader
from volunteers.models import KIND, Route, Series, Shift
from volunteers.queries.days import Hours, hours_of, series_days
from volunteers.rules import require_care

AHEAD = timedelta(days=14)
"""How far ahead shifts of a series are open."""
CLOSES_BEFORE, CANCEL_BEFORE = timedelta(hours=1), timedelta(hours=2)
TRAINED = ("insurance", "training")
LONGEST = timedelta(hours=12)


@transaction.atomic
def open_shift(
    *,
    route_code: str,
    starts_at: datetime,
    ends_at: datetime,
    actor: Any,
    now: datetime,
    leader: User | None = None,
) -> Shift:
    """One shift by itself, such as a flood watch that a warning asks for.

    Raises SignInNeeded, Hidden, WrongState for a route that was given up, Invalid (starts_at, ends_at), and as
    `seat_leader`.
    """
    route = Route.objects.select_related("community", "post").filter(code=route_code).first()
    if route is None:
        raise Hidden
    require_care(actor, route.community_id)
    if route.retired_at is not None:
        raise WrongState(_("This route was given up."))
    return _open(route, Hours(starts_at, ends_at), actor, now, leader=leader)


@transaction.atomic
def open_coming_shifts(*, series_pk: int, now: datetime) -> list[Shift]:
    """The shifts that a series still lacks for the next 14 days. Doing it again opens nothing twice.

    A named leader who cannot take the seat, because they sit elsewhere or lack something, leaves the shift without one.
    """
    series = Series.objects.select_for_update(of=("self",)).select_related("route__community", "route__post")
    found = series.filter(pk=series_pk).first()
    if found is None or found.ended_at is not None or found.route.retired_at is not None:
        return []
    there = set(found.shifts.values_list("day", flat=True))
    opened = []
    for day in series_days(found, now, now + AHEAD):
        hours = hours_of(found, day)
        if day not in there and hours.starts_at > now:
            opened.append(_open(found.route, hours, found.created_by, now, series=found, day=day))
    return opened


def _open(
    route: Route,
    hours: Hours,
    actor: Any,
    now: datetime,
    *,
    series: Series | None = None,
    day: date | None = None,
    leader: User | None = None,
) -> Shift:
    if hours.starts_at <= now:
        raise Invalid(starts_at=_("This has begun already."))
    if not timedelta(0) < hours.ends_at - hours.starts_at <= LONGEST:
        raise Invalid(ends_at=_("A shift ends after it begins, within twelve hours."))
    roster = open_roster(
        kind=KIND,
        community=route.community,
        terms=shift_terms(route, hours, now),
        seats={Channel.ONLINE: route.seats},
        actor=actor,
        now=now,
    )
    shift = Shift.objects.create(roster=roster, route=route, series=series, day=day)
    audit.record("volunteers.open_shift", shift, actor)
    chosen = leader if leader is not None else series.leader if series is not None else None
    if chosen is not None:
        seat_leader(shift, chosen, actor, now, must=leader is not None)
    return shift


def shift_terms(route: Route, hours: Hours, now: datetime) -> Terms:
    """What the roster of a shift says: joining until an hour before, leaving until two; at short notice to the last."""
    closes_at = hours.starts_at - CLOSES_BEFORE
    return Terms(
        title=route.title,
        place=route.place,
        starts_at=hours.starts_at,
        ends_at=hours.ends_at,
        opens_at=now,
        closes_at=closes_at if closes_at > now else hours.starts_at,
        cancel_until=hours.starts_at - CANCEL_BEFORE,
        minimum=route.minimum,
        min_age=route.min_age if route.is_hazardous else None,
        needs=sorted({*route.needs, *(TRAINED if route.is_hazardous else ())}),
    )
