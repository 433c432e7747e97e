"""Open data: nobody is in it, small groups are empty, text stays text, and every column is explained."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.models import User
from portal.cases.models import Case
from portal.core.open_data import SMALLEST, Column, DataSet, data_sets
from portal.figures.files import as_csv, as_json
from proposals.actions.count_contest import count_contest
from proposals.actions.publish_contest_result import publish_contest_result
from tests.factories import CommunityFactory, ProposalFactory
from tests.permissions.stage import set_stage
from tests.proposals.contest_life import COUNTED, PUBLISHED, frozen, vote

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def rows_of(name: str, now=NOW) -> list[dict]:
    return json.loads(as_json(name, data_sets.get(name), now))["rows"]


def received(community, many: int) -> None:
    for _n in range(many):
        Case.objects.create(
            kind="volunteers.hazard",
            community=community,
            title="路灯",
            opened_at=NOW - 3 * DAY,
            answered_at=NOW - DAY,
            answer="已修",
        )


def test_a_group_under_five_has_no_figures_and_five_has():
    received(CommunityFactory(), SMALLEST - 1)
    whole = CommunityFactory()
    received(whole, SMALLEST)
    by_place = {row["community"]: row for row in rows_of("case-response")}
    told = by_place.pop(whole.name)
    assert (told["received"], told["answered"], told["late"], told["median_days"]) == (5, 5, 0, "2.0")
    (small,) = by_place.values()
    assert {small[key] for key in ("received", "answered", "late", "median_days")} == {None}
    assert small["month"] == "2026-05"


def test_no_file_holds_what_is_of_a_person():
    """Everything the stage holds of people, looked for in every byte of every data set."""
    set_stage()
    now = datetime.now(UTC) + DAY
    User.objects.update(last_name="隐名甲", first_name="某某")
    for user in User.objects.select_related("resident"):
        if hasattr(user, "resident"):
            user.resident.alias = f"化名{user.pk}号"
            user.resident.save()
    text = "".join(write(name, data_sets.get(name), now) for name in data_sets.names() for write in (as_csv, as_json))
    assert "隐名甲" not in text
    for user in User.objects.select_related("resident"):
        personal = [user.username, user.code, user.phone, getattr(getattr(user, "resident", None), "alias", "")]
        assert [word for word in personal if word and word in text] == []


def test_no_column_is_named_after_a_person():
    forbidden = {"user", "author", "name", "phone", "alias", "resident", "household", "born_on", "voter", "by"}
    for data in data_sets:
        assert forbidden.isdisjoint(column.key for column in data.columns)


def test_every_column_is_explained_and_every_row_fits_its_columns():
    set_stage()
    now = datetime.now(UTC) + DAY
    for name in data_sets.names():
        data = data_sets.get(name)
        assert all(str(column.label) and str(column.meaning) for column in data.columns)
        assert len({column.key for column in data.columns}) == len(data.columns)
        assert {len(row) for row in data.safe_rows(now)} <= {len(data.columns)}
    assert rows_of("contests", now)
    assert rows_of("proposals", now)


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_text_never_becomes_a_formula(words):
    data = DataSet("", "", (Column("title", "", ""), Column("cost", "", "")), lambda now: [[words, Decimal("-3.50")]])
    table = list(csv.reader(io.StringIO(as_csv("x", data, NOW).removeprefix("\ufeff"))))
    assert table == [["title", "cost"], [f"'{words}", "-3.50"]]


def test_result_is_told_once_it_is_public_and_not_before():
    contest, manager, proposals = frozen()
    for entry in contest.poll.roll.entries.all()[:1]:
        vote(entry.user, proposals[0])
    count_contest(code=contest.code, actor=manager, now=COUNTED)
    assert rows_of("results", COUNTED) == []
    assert [row["ballots"] for row in rows_of("contests", COUNTED)] == [None]
    publish_contest_result(code=contest.code, actor=manager, now=PUBLISHED)
    told = rows_of("results", PUBLISHED)
    assert {row["proposal"] for row in told} <= {each.code for each in proposals}
    assert max(row["votes"] for row in told) == 1
    assert [row["ballots"] for row in rows_of("contests", PUBLISHED)] == [1]


@pytest.mark.parametrize("many", [1, 3])
def test_proposals_take_one_query_whatever_there_is(many):
    made = [ProposalFactory(published_at=NOW - DAY) for _n in range(many)]
    with CaptureQueriesContext(connection) as queries:
        assert {row["proposal"] for row in rows_of("proposals")} == {each.code for each in made}
    assert len(queries) == 1


def test_files_carry_their_day_and_unknown_ones_are_not_there():
    answer = Client().get(reverse("figures:data_file", args=["proposals", "csv"]))
    assert answer.status_code == 200
    assert answer.content.startswith(b"\xef\xbb\xbfproposal,contest,")
    assert ".csv" in answer["Content-Disposition"]
    for name, kind in (("people", "csv"), ("proposals", "xml")):
        assert Client().get(reverse("figures:data_file", args=[name, kind])).status_code == 404


def test_page_is_the_data_dictionary():
    text = Client().get(reverse("figures:data")).content.decode()
    for name in data_sets.names():
        assert reverse("figures:data_file", args=[name, "json"]) in text
        assert all(f"<code>{column.key}</code>" in text for column in data_sets.get(name).columns)
