"""Series: the rule by which shifts come, its exceptions, and its end."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core import audit, outbox
from portal.core.errors import Hidden, Invalid, WrongState
from portal.core.text import plain
from portal.rosters.actions import change_roster
from volunteers.actions.calling_off import cancel_shift
from volunteers.actions.opening import LONGEST, shift_terms
from volunteers.enums import DayChange, ShiftPhase
from volunteers.models import Route, Series, SeriesDay, Shift
from volunteers.models.posts import REASON_AT_MOST
from volunteers.queries.days import hours_on, is_day_of, weekly_rule
from volunteers.rules import require_care

OPEN_SERIES = "volunteers.open_series"
EVERY_AT_MOST = 8


@dataclass(frozen=True)
class Rhythm:
    """When shifts come: weekdays (0 is Monday), each week or every so many, from hour to hour, from day to day."""

    weekdays: tuple[int, ...]
    starts_at: time
    ends_at: time
    first_day: date
    last_day: date | None = None
    every: int = 1
    workdays_only: bool = False


@transaction.atomic
def create_series(*, route_code: str, rhythm: Rhythm, actor: Any, now: datetime, leader: User | None = None) -> Series:
    """Set a series up; its shifts of the next two weeks are open at once after.

    Raises SignInNeeded, Hidden, WrongState for a route that was given up, Invalid.
    """
    route = Route.objects.filter(code=route_code).first()
    if route is None:
        raise Hidden
    require_care(actor, route.community_id)
    if route.retired_at is not None:
        raise WrongState(_("This route was given up."))
    series = rhythm_series(route, rhythm)
    series.leader, series.created_by = leader, actor
    series.save()
    outbox.add(OPEN_SERIES, key=series.code)
    audit.record("volunteers.create_series", series, actor)
    return series


def rhythm_series(route: Route, rhythm: Rhythm) -> Series:
    """The series, not saved, for a look at its days. Raises Invalid with every field that cannot be used."""
    wrong: dict[str, str] = {}
    if not rhythm.weekdays or not set(rhythm.weekdays) <= set(range(7)):
        wrong["weekdays"] = _("Choose at least one day of the week.")
    if not 1 <= rhythm.every <= EVERY_AT_MOST:
        wrong["every"] = _("From every week to every %d weeks, please.") % EVERY_AT_MOST
    if rhythm.last_day is not None and rhythm.last_day < rhythm.first_day:
        wrong["last_day"] = _("The last day comes after the first.")
    if rhythm.starts_at == rhythm.ends_at or _length(rhythm.first_day, rhythm.starts_at, rhythm.ends_at) > LONGEST:
        wrong["ends_at"] = _("A shift ends after it begins, within twelve hours.")
    if wrong:
        raise Invalid(**wrong)
    return Series(
        route=route,
        rule=weekly_rule(rhythm.weekdays, rhythm.every),
        workdays_only=rhythm.workdays_only,
        starts_at=rhythm.starts_at,
        ends_at=rhythm.ends_at,
        first_day=rhythm.first_day,
        last_day=rhythm.last_day,
    )


@transaction.atomic
def end_series(*, code: str, reason: str, actor: Any, now: datetime) -> Series:
    """No more shifts come; those that are open and have not started are called off, and people hear why.

    Doing it again changes nothing. Raises SignInNeeded, Hidden, Invalid without a reason.
    """
    series = _held(code, actor)
    if series.ended_at is not None:
        return series
    if not plain(reason):
        raise Invalid(reason=_("Say why: everybody who booked is told."))
    series.ended_at = now
    series.save(update_fields=["ended_at"])
    for shift in series.shifts.with_places().order_by("roster_id"):
        if shift.phase(now) == ShiftPhase.COMING:
            cancel_shift(code=shift.code, reason=reason, actor=actor, now=now)
    audit.record("volunteers.end_series", series, actor)
    return series


@transaction.atomic
def except_day(
    *,
    code: str,
    day: date,
    change: DayChange,
    reason: str,
    actor: Any,
    now: datetime,
    starts_at: time | None = None,
    ends_at: time | None = None,
) -> SeriesDay:
    """Leave one day of a series out, or give it other hours; a shift that is open already follows, and people hear.

    Another word on the same day replaces the first. A day left out whose shift was called off stays so. Raises
    SignInNeeded, Hidden, Invalid (day, hours, reason), WrongState where that shift has started or was called off.
    """
    series = _held(code, actor)
    because = plain(reason)[:REASON_AT_MOST]
    _require_exception(series, day, change, because, starts_at, ends_at)
    hours = {"starts_at": starts_at, "ends_at": ends_at} if change == DayChange.CHANGE else {}
    noted, _new = SeriesDay.objects.update_or_create(
        series=series,
        day=day,
        defaults={"change": change, "reason": because, "by": actor, "starts_at": None, "ends_at": None} | hours,
    )
    shift = series.shifts.with_places().filter(day=day).first()
    if shift is not None:
        _follow(shift, noted, actor, now)
    elif change == DayChange.CHANGE:
        outbox.add(OPEN_SERIES, key=series.code)
    audit.record("volunteers.except_day", series, actor, day=day.isoformat(), change=change.value)
    return noted


def _follow(shift: Shift, noted: SeriesDay, actor: Any, now: datetime) -> None:
    """The shift of that day is called off, or moved with everybody on it."""
    held = Shift.objects.locked(shift.code)
    if noted.change == DayChange.SKIP:
        cancel_shift(code=held.code, reason=noted.reason, actor=actor, now=now)
        return
    if held.phase(now) != ShiftPhase.COMING:
        raise WrongState(_("The shift of this day has started, is over or was called off."))
    if noted.starts_at is not None and noted.ends_at is not None:
        hours = hours_on(noted.day, noted.starts_at, noted.ends_at)
        terms = shift_terms(held.route, hours, held.roster.opens_at)
        change_roster(code=held.code, terms=terms, actor=actor, now=now)


def _require_exception(
    series: Series, day: date, change: DayChange, reason: str, starts_at: time | None, ends_at: time | None
) -> None:
    wrong: dict[str, str] = {}
    if not is_day_of(series, day):
        wrong["day"] = _("This series has no shift on that day.")
    if not reason:
        wrong["reason"] = _("Say why: everybody who booked is told.")
    if change == DayChange.CHANGE and (
        starts_at is None or ends_at is None or starts_at == ends_at or _length(day, starts_at, ends_at) > LONGEST
    ):
        wrong["ends_at"] = _("A shift ends after it begins, within twelve hours.")
    if wrong:
        raise Invalid(**wrong)


def _length(day: date, starts_at: time, ends_at: time) -> Any:
    hours = hours_on(day, starts_at, ends_at)
    return hours.ends_at - hours.starts_at


def _held(code: str, actor: Any) -> Series:
    """The series, locked until the transaction ends. Raises SignInNeeded, Hidden."""
    series = Series.objects.select_for_update(of=("self",)).select_related("route").filter(code=code).first()
    if series is None:
        raise Hidden
    require_care(actor, series.route.community_id)
    return series
