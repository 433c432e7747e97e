"""Shifts come from series: on the right days, once each, with what their roster says."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.cases.models import CalendarDay
from portal.core.errors import Hidden, Invalid, WrongState
from portal.rosters.enums import BookingState
from tests.volunteers.clock import DAY, HOUR, NOW, STARTS
from tests.volunteers.patrols import make_leader, make_route, make_series, make_shift, make_staff
from volunteers import tasks
from volunteers.actions import open_coming_shifts, open_shift
from volunteers.enums import DayChange
from volunteers.models import SeriesDay, Shift
from volunteers.queries.days import rule_parts, rule_words, series_days, weekly_rule

pytestmark = pytest.mark.django_db
TUESDAYS = [date(2026, 11, 24), date(2026, 12, 1)]


def days_of(series) -> list[date]:
    return list(series.shifts.order_by("day").values_list("day", flat=True))


def test_a_series_opens_its_shifts_for_two_weeks_and_never_twice():
    series = make_series(make_route())
    open_coming_shifts(series_pk=series.pk, now=NOW)
    assert open_coming_shifts(series_pk=series.pk, now=NOW) == []
    tasks.open_shifts()
    assert days_of(series) == TUESDAYS
    shift = series.shifts.select_related("roster").first()
    roster = shift.roster
    assert (roster.starts_at, roster.ends_at) == (STARTS, STARTS + timedelta(minutes=90))
    assert (roster.title, roster.place, roster.minimum, roster.pools.get().seats) == ("翠竹园环线", "东门岗亭", 2, 4)
    assert (roster.closes_at, roster.cancel_until) == (STARTS - HOUR, STARTS - 2 * HOUR)
    assert (roster.needs, roster.min_age) == ([], None)


def test_one_shift_a_day_is_held_by_the_database():
    series = make_series(make_route())
    open_coming_shifts(series_pk=series.pk, now=NOW)
    other = make_shift()
    with pytest.raises(IntegrityError), transaction.atomic():
        Shift.objects.filter(pk=other.pk).update(series=series, day=TUESDAYS[0])


def test_exceptions_leave_a_day_out_or_change_its_hours():
    series = make_series(make_route())
    SeriesDay.objects.create(series=series, day=TUESDAYS[0], change=DayChange.SKIP, reason="换岗")
    SeriesDay.objects.create(
        series=series, day=TUESDAYS[1], change=DayChange.CHANGE, starts_at=time(18), ends_at=time(19), reason="早点"
    )
    [shift] = open_coming_shifts(series_pk=series.pk, now=NOW)
    assert shift.day == TUESDAYS[1]
    assert shift.roster.starts_at == STARTS + 7 * DAY - HOUR


def test_working_days_follow_the_districts_calendar():
    series = make_series(make_route(), weekdays=range(5), workdays_only=True)
    CalendarDay.objects.create(date=date(2026, 11, 25), is_workday=False, name="演示假日")
    days = series_days(series, NOW, NOW + 5 * DAY)
    assert days == [date(2026, 11, day) for day in (23, 24, 26, 27)]
    assert rule_words(series) == "工作日 19:00–20:30"


def test_every_two_weeks_does_not_depend_on_when_it_is_asked():
    series = make_series(make_route(), rule=weekly_rule([1, 3], 2), first_day=date(2026, 11, 5))
    wanted = [date(2026, 11, day) for day in (5, 17, 19)]
    assert series_days(series, NOW - 20 * DAY, NOW) == wanted
    assert series_days(series, NOW - 7 * DAY, NOW) == wanted[1:]
    assert rule_words(series) == "每 2 周的周二、周四 19:00–20:30"
    assert rule_parts(series.rule) == ([1, 3], 2)


def test_a_night_shift_ends_on_the_next_day_and_the_last_day_counts():
    series = make_series(make_route(), starts_at=time(22), ends_at=time(1), last_day=TUESDAYS[0])
    [shift] = open_coming_shifts(series_pk=series.pk, now=NOW)
    assert shift.roster.ends_at - shift.roster.starts_at == 3 * HOUR


def test_ended_series_and_routes_given_up_open_nothing():
    route = make_route(retired_at=NOW)
    assert open_coming_shifts(series_pk=make_series(route).pk, now=NOW) == []
    assert open_coming_shifts(series_pk=make_series(make_route(), ended_at=NOW).pk, now=NOW) == []
    assert open_coming_shifts(series_pk=0, now=NOW) == []
    with pytest.raises(WrongState):
        make_shift(route)


def test_the_leader_of_a_series_has_a_place_in_each_shift_where_they_are_free():
    route = make_route()
    leader = make_leader(route.community)
    busy = make_shift(make_route(), leader=leader)
    series = make_series(route, leader=leader)
    first, second = open_coming_shifts(series_pk=series.pk, now=NOW)
    assert busy.leader_id == leader.pk
    assert first.leader_id is None, "they sit elsewhere at that time"
    assert second.leader_id == leader.pk
    assert second.roster.bookings.get().state == BookingState.BOOKED


def test_a_single_shift_is_for_staff_of_the_community_and_lies_ahead():
    route = make_route(is_hazardous=True)
    staff = make_staff(route.community)
    told = {"route_code": route.code, "actor": staff, "now": NOW}
    with pytest.raises(Hidden):
        open_shift(**told | {"actor": make_staff(make_route().community)}, starts_at=STARTS, ends_at=STARTS + HOUR)
    with pytest.raises(Hidden):
        open_shift(**told | {"route_code": "nothing"}, starts_at=STARTS, ends_at=STARTS + HOUR)
    for begins, ends in ((NOW, STARTS), (STARTS, STARTS), (STARTS, STARTS + 13 * HOUR)):
        with pytest.raises(Invalid):
            open_shift(**told, starts_at=begins, ends_at=ends)
    soon = open_shift(**told, starts_at=NOW + HOUR / 2, ends_at=NOW + 3 * HOUR)
    assert soon.roster.closes_at == soon.roster.starts_at, "at short notice people join to the last"
    assert (soon.roster.needs, soon.roster.min_age) == (["insurance", "training"], 18)
