"""The staff dashboard and the monthly report: one's own communities, counted by month and by place."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from portal.accounts.models import Resident
from portal.cases.models import Case
from portal.core import clock
from portal.core.measures import By, Section, measures
from portal.figures.charts import HEIGHT, chart
from portal.figures.queries.board import Line, month_before, months_between, quantile_90, stretch_of, tables
from search.models import AskedWord
from tests.factories import AppointmentFactory, CommunityFactory, ProposalFactory, ResidentFactory
from tests.permissions.cases import client_of

NOW = datetime(2026, 6, 20, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
FIRST, LAST = date(2026, 5, 1), date(2026, 6, 1)


@pytest.fixture
def staff(db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return AppointmentFactory(community=CommunityFactory(name="梅欣"), starts_on=date(2026, 1, 1)).user


@pytest.fixture
def here(staff):
    return staff.appointments.get().community


def line(section, communities, label, by=By.MONTH, user=None) -> Line:
    found = next(table for table in tables(section, communities, FIRST, LAST, user) if table.by == by)
    return next(each for each in found.lines if each.label == label)


def opened(community, at, answered=None) -> Case:
    words = {"answer": "已修"} if answered else {}
    return Case.objects.create(
        kind="volunteers.hazard", community=community, title="x", opened_at=at, answered_at=answered, **words
    )


def test_months_are_half_open_in_the_portals_zone(staff, here):
    opened(here, datetime(2026, 4, 30, 15, 59, 59, tzinfo=UTC))
    opened(here, datetime(2026, 4, 30, 16, 0, tzinfo=UTC))
    opened(here, datetime(2026, 5, 31, 16, 0, tzinfo=UTC))
    opened(here, datetime(2026, 6, 30, 16, 0, tzinfo=UTC))
    received = line(Section.CASES, [here], "收到办件", user=staff)
    assert received.cells == (1, 1)
    assert received.total == 2


def test_somebody_who_comes_in_two_months_counts_once_in_the_total(staff, here):
    resident = ResidentFactory(community=here)
    for at in (NOW - 30 * DAY, NOW - DAY):
        ProposalFactory(author=resident.user, community=here, submitted_at=at)
    proposed = line(Section.FUNNEL, [here], "提交过提案", user=staff)
    assert proposed.cells == (1, 1)
    assert proposed.total == 1


def test_durations_are_told_as_median_and_ninetieth_percentile(staff, here):
    for days in (1, 2, 3, 4, 10):
        opened(here, NOW - 15 * DAY, NOW - 15 * DAY + days * DAY)
    half = line(Section.CASES, [here], "答复用时（天）（P50）", user=staff)
    most = line(Section.CASES, [here], "答复用时（天）（P90）", By.COMMUNITY, staff)
    assert half.cells == (None, 3.0)
    assert most.cells == (10.0,)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40))
def test_nine_of_ten_are_not_longer_than_the_ninetieth_percentile(seconds):
    p90 = quantile_90(seconds)
    assert sum(each <= p90 for each in seconds) * 10 >= len(seconds) * 9
    assert sum(each < p90 for each in seconds) * 10 < len(seconds) * 9


def test_other_communities_are_neither_counted_nor_shown(staff, here):
    other = CommunityFactory(name="绿洲")
    opened(other, NOW - DAY)
    opened(here, NOW - DAY)
    client = client_of(staff)
    text = client.get(reverse("figures_board")).content.decode()
    assert "梅欣" in text
    assert "绿洲" not in text
    for name in ("figures_board", "figures_workbook", "figures_report", "figures_report_pdf"):
        assert client.get(reverse(name), {"community": other.slug}).status_code == 404
        assert client.get(reverse(name), {"community": here.slug}).status_code == 200
    assert line(Section.CASES, [here], "收到办件", user=staff).total == 1


def test_searches_are_for_those_who_look_after_the_search(staff, here):
    AskedWord.objects.create(day=date(2026, 6, 2), text="电瓶车", times=5, in_vain=4)
    assert tables(Section.SEARCH, [here], FIRST, LAST, staff) == []
    manager = AppointmentFactory(role="subdistrict_manager", community=None, subdistrict=here.subdistrict).user
    (told,) = tables(Section.SEARCH, [here], FIRST, LAST, manager)
    assert [each.cells for each in told.lines] == [(0, 5), (0, 4)]


@pytest.mark.parametrize("many", [1, 3])
def test_sections_take_two_queries_a_measure_whatever_there_is(staff, here, many):
    for _n in range(many):
        opened(here, NOW - DAY, NOW)
    with CaptureQueriesContext(connection) as queries:
        tables(Section.CASES, [here], FIRST, LAST, staff)
    assert len(queries) == 8


def test_every_measure_counts_nothing_where_nothing_is(db):
    place = CommunityFactory()
    Resident.objects.all().delete()
    stretch = stretch_of([place], FIRST, LAST)
    assert all(each.counted(stretch, by) == {} for each in measures for by in By)


def test_workbook_has_a_sheet_a_table_with_its_total(staff, here):
    opened(here, NOW - DAY)
    answer = client_of(staff).get(reverse("figures_workbook"))
    book = load_workbook(io.BytesIO(answer.content))
    rows = list(book["办件答复 按月"].iter_rows(values_only=True))
    assert rows[0][:2] == ("按月", "收到办件")
    assert rows[-2][:2] == ("2026-06", 1)
    assert rows[-1][:2] == ("合计", 1)


def test_report_is_of_the_last_whole_month_and_comes_on_paper(staff, here):
    client = client_of(staff)
    text = client.get(reverse("figures_report")).content.decode()
    assert 'value="2026-05"' in text
    assert client.get(reverse("figures_report"), {"month": "2026-13"}).status_code == 404
    paper = client.get(reverse("figures_report_pdf"), {"month": "2026-05"})
    assert paper.status_code == 200
    assert "no-store" in paper["Cache-Control"]
    assert paper.content.startswith(b"%PDF") or "2026-05" in paper.content.decode()


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 40))
def test_months_between_are_as_many_as_were_asked(day, many):
    month = day.replace(day=1)
    found = months_between(month_before(month, many), month)
    assert len(found) == many + 1
    assert found[-1] == month


def test_bars_stay_in_their_drawing():
    drawn = chart(Line("x", (0, 1, 400, None), 401))
    assert [bar.height for bar in drawn.bars] == [0, 2, HEIGHT, 0]
    assert all(bar.y + bar.height == HEIGHT for bar in drawn.bars)


def test_people_without_an_office_have_no_dashboard(db):
    assert client_of(ResidentFactory().user).get(reverse("figures_board")).status_code == 403
    assert Client().get(reverse("figures_board")).status_code == 302
