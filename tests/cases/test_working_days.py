from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cases.actions.seed_calendar import seed_calendar
from portal.cases.enums import CaseEvent, CaseState
from portal.cases.lifecycle import CASE
from portal.cases.models import CalendarDay
from portal.cases.queries.working_days import LONGEST, add_working_days, is_workday, year_is_known
from portal.core.errors import WrongState

HERE = ZoneInfo("Asia/Shanghai")


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=HERE)


@pytest.mark.django_db
def test_deadline_does_not_count_the_starting_day():
    assert add_working_days(at(2026, 11, 23, 0, 0), 1) == at(2026, 11, 25)
    assert add_working_days(at(2026, 11, 23, 23, 59), 1) == at(2026, 11, 25)


@pytest.mark.django_db
def test_deadline_reads_the_day_in_the_portals_zone():
    assert add_working_days(datetime(2026, 11, 23, 16, 0, tzinfo=UTC), 1) == at(2026, 11, 26)


@pytest.mark.django_db
def test_deadline_never_ends_on_a_free_day():
    seed_calendar(year=2026)
    assert add_working_days(at(2026, 9, 30, 9), 1) == at(2026, 10, 9)


@pytest.mark.django_db
def test_deadline_counts_a_weekend_day_that_is_worked():
    CalendarDay.objects.create(date=date(2026, 11, 28), is_workday=True, name="")
    assert add_working_days(at(2026, 11, 27, 9), 1) == at(2026, 11, 29)


@pytest.mark.django_db
def test_deadline_of_an_unknown_year_skips_weekends_only():
    assert not seed_calendar(year=2090)
    assert not year_is_known(2090)
    assert add_working_days(at(2090, 9, 29, 9), 1) == at(2090, 10, 3)


@pytest.mark.django_db
def test_seed_keeps_what_staff_entered():
    CalendarDay.objects.create(date=date(2026, 10, 1), is_workday=True, name="")
    assert seed_calendar(year=2026)
    assert seed_calendar(year=2026)
    assert CalendarDay.objects.get(date=date(2026, 10, 1)).is_workday
    assert year_is_known(2026)


@pytest.mark.django_db
def test_deadline_takes_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        add_working_days(at(2026, 11, 23), 15)


@pytest.mark.parametrize("days", [0, -1, LONGEST + 1])
def test_deadline_refuses_days_out_of_range(days):
    with pytest.raises(ValueError, match=str(days)):
        add_working_days(at(2026, 11, 23), days)


def test_case_handed_off_has_no_way_on():
    for event in CaseEvent:
        with pytest.raises(WrongState):
            CASE.advance(CaseState.HANDED_OFF, event)


def test_case_answered_can_be_reopened_and_worked_on_again():
    assert CASE.advance(CaseState.ANSWERED, CaseEvent.REOPEN) is CaseState.ACTING
    assert CASE.advance(CaseState.CLOSED, CaseEvent.REOPEN) is CaseState.ACTING


@given(
    start=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(HERE)),  # noqa: DTZ001
    days=st.integers(1, 20),
)
@pytest.mark.django_db
def test_deadline_leaves_exactly_the_promised_working_days(start, days):
    seed_calendar(year=2026)
    exceptions = dict(CalendarDay.objects.values_list("date", "is_workday"))
    last = add_working_days(start, days).date() - timedelta(days=1)
    between = [start.date() + timedelta(days=n) for n in range(1, (last - start.date()).days + 1)]
    assert is_workday(last, exceptions)
    assert sum(is_workday(day, exceptions) for day in between) == days
