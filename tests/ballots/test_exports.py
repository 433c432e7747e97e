"""The ballot file: what it holds, and that it holds nothing about people."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from portal.ballots.actions import NewOption, cast, count_poll, withdraw_option
from portal.ballots.enums import AwardRule, PollMethod, Secrecy
from portal.ballots.queries import ballot_of, export_csv, export_pb
from portal.ballots.tally.decision import DELEGATES_MEETING
from portal.core.errors import OutsideWindow
from tests.factories import SubdistrictFactory, make_poll, voters
from tests.factories.ballots import AFTER, DURING

pytestmark = pytest.mark.django_db


def counted(people, *choices, **terms):
    poll = make_poll(people, **terms)
    for person, chosen in zip(people, choices, strict=False):
        for code in chosen.split():
            cast(poll_code=poll.code, option_code=code, voter=person, now=DURING)
    return count_poll(poll=poll, actor=None, now=AFTER)


def rows_of(lines, delimiter):
    return list(csv.reader(io.StringIO("".join(lines)), delimiter=delimiter))


@pytest.mark.parametrize("export", [export_csv, export_pb])
def test_there_is_no_ballot_file_before_the_count(export):
    with pytest.raises(OutsideWindow):
        export(make_poll())


def test_the_csv_has_terms_options_and_ballots():
    people = voters(3)
    poll = counted(people, "o1 o2", "", "o4")
    lines = list(export_csv(poll))
    assert lines[0] == "\ufeffmeta,key,value\n"
    assert all(line.endswith("\n") for line in lines)
    rows = rows_of(lines, ",")[1:]
    meta = {row[1]: row[2] for row in rows if row[0] == "meta"}
    assert meta == {
        "file_format": "1",
        "poll": poll.code,
        "title": poll.title,
        "method": "approval",
        "award_rule": "budget_greedy",
        "slots": "2",
        "budget_cny": "5000.00",
        "winners": "",
        "lot_seed": poll.lot_seed,
        "roll_basis": "residents",
        "roll_size": "3",
        "roll_digest": poll.roll.digest,
        "result_digest": poll.result_digest,
    }
    options = [row[1:] for row in rows if row[0] == "option"]
    assert options[0] == ["code", "cost_cny", "submitted_at", "withdrawn", "title"]
    assert ["o1", "1000.00", "2026-05-01T02:00:00.000000Z", "0", "提案1"] in options
    ballots = [row[1:] for row in rows if row[0] == "ballot"][1:]
    mine = ballot_of(poll, people[0]).receipt
    assert sorted(ballots) == ballots
    assert [mine, "o1 o2"] in ballots
    assert len(ballots) == 2


def test_what_a_spreadsheet_would_run_is_disarmed_in_the_csv():
    people = voters(1)
    options = [NewOption(title, Decimal(1), code=f"-{n}") for n, title in enumerate(["=1+1", "@x", "'quoted", "plain"])]
    poll = counted(people, "-0", options=options)
    rows = rows_of(export_csv(poll), ",")
    titles = {row[1]: row[5] for row in rows if row[0] == "option"}
    assert titles == {"code": "title", "'-0": "'=1+1", "'-1": "'@x", "'-2": "''quoted", "'-3": "plain"}
    assert rows[-1][2] == "'-0"


def test_a_decision_has_its_rule_in_the_terms():
    terms = {"method": PollMethod.YES_NO, "slots": 1, "award_rule": AwardRule.DECISION, "budget_cny": None}
    poll = counted(voters(3), "yes", "yes", "no", options=[], rule=DELEGATES_MEETING, **terms)
    meta = {row[1]: row[2] for row in rows_of(export_csv(poll), ",") if row[0] == "meta"}
    shown = {name: value for name, value in meta.items() if name.startswith(("quorum", "threshold"))}
    assert shown == {
        "quorum_fraction": "2/3",
        "quorum_strict": "false",
        "quorum_basis": "roll",
        "threshold_fraction": "1/2",
        "threshold_strict": "true",
        "threshold_basis": "taking_part",
    }
    projects = {row[0]: row[2:5] for row in rows_of(export_pb(poll), ";") if row[0] in ("yes", "no", "abstain")}
    assert projects == {"yes": ["2", "赞成", "1"], "no": ["1", "反对", "0"], "abstain": ["0", "弃权", "0"]}


def test_the_pb_is_a_pabulib_file():
    people = voters(3)
    place = SubdistrictFactory(name="梅山街道")
    poll = make_poll(people, subdistrict=place)
    withdraw_option(poll=poll, option_code="o3", actor=None, now=DURING)
    cast(poll_code=poll.code, option_code="o2", voter=people[0], now=DURING)
    cast(poll_code=poll.code, option_code="o1", voter=people[0], now=DURING)
    poll = count_poll(poll=poll, actor=None, now=AFTER)
    rows = rows_of(export_pb(poll), ";")
    starts = [rows.index([name]) for name in ("META", "PROJECTS", "VOTES")]
    meta = dict(rows[starts[0] + 2 : starts[1]])
    standard = {
        "description": poll.title,
        "country": "China",
        "unit": "梅山街道",
        "instance": "2026",
        "num_projects": "4",
        "num_votes": "1",
        "budget": "5000",
        "vote_type": "approval",
        "rule": "greedy",
        "date_begin": "02.05.2026",
        "date_end": "09.05.2026",
        "max_length": "2",
        "currency": "CNY",
    }
    assert standard.items() <= meta.items()
    assert rows[starts[1] + 1] == ["project_id", "cost", "votes", "name", "selected", "submitted_at", "withdrawn"]
    projects = {row[0]: row for row in rows[starts[1] + 2 : starts[2]]}
    assert projects["o1"][1:5] == ["1000", "1", "提案1", "1"]
    assert projects["o3"][6] == "1"
    assert rows[starts[2] + 1 :] == [["voter_id", "vote"], [ballot_of(poll, people[0]).receipt, "o1,o2"]]


def test_dates_in_the_pb_are_those_of_shanghai():
    night = {"opens_at": datetime(2026, 5, 1, 16, 0, tzinfo=UTC), "closes_at": datetime(2026, 5, 8, 17, 0, tzinfo=UTC)}
    poll = count_poll(poll=make_poll(**night), actor=None, now=AFTER)
    meta = dict(row for row in rows_of(export_pb(poll), ";") if len(row) == 2)
    assert (meta["date_begin"], meta["date_end"], meta["unit"]) == ("02.05.2026", "09.05.2026", "")


@pytest.mark.parametrize("secrecy", Secrecy)
@pytest.mark.parametrize("export", [export_csv, export_pb])
def test_nothing_in_the_file_names_anybody(export, secrecy):
    crowd = voters(20)
    poll = counted(crowd, *["o1"] * 20, secrecy=secrecy)
    text = "".join(export(poll))
    for person in crowd:
        assert person.code not in text
        assert person.username not in text
        assert person.phone not in text


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("export", [export_csv, export_pb])
def test_a_file_costs_one_query_however_long(export, number, django_assert_num_queries):
    poll = counted(voters(3), *["o1 o2"] * number)
    with django_assert_num_queries(1):
        lines = list(export(poll))
    assert sum("o1 o2" in line or "o1,o2" in line for line in lines) == number
