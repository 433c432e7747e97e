"""The count as a pure function: what is true of every election, and golden numbers of a few."""

import random
from dataclasses import replace
from decimal import Decimal
from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ballots.tally.count import count
from portal.ballots.tally.digests import result_digest
from portal.ballots.tally.election import Election, TallyOption
from portal.ballots.tally.order import lot
from tests.ballots.elections import elections


@given(elections(), st.integers())
def test_the_order_of_ballots_and_options_does_not_matter(case, seed):
    election, ballots = case
    shuffled = [random.Random(seed).sample(ballot, len(ballot)) for ballot in ballots]
    random.Random(seed).shuffle(shuffled)
    other = replace(election, options=tuple(reversed(election.options)))
    assert result_digest(count(other, shuffled)) == result_digest(count(election, ballots))


@given(elections())
def test_every_choice_is_counted_once(case):
    election, ballots = case
    result = count(election, ballots)
    assert result["choices"] == sum(map(len, ballots)) == sum(row["votes"] for row in result["options"])
    assert result["taking_part"] == sum(1 for ballot in ballots if ballot)
    assert {row["code"] for row in result["options"]} == {option.code for option in election.options}


@given(elections())
def test_neither_budget_nor_places_are_ever_exceeded(case):
    election, ballots = case
    result = count(election, ballots)
    costs = {option.code: option.cost for option in election.options}
    spent = sum((costs[code] for code in result["selected"]), Decimal(0))
    assert Decimal(result["spent_cny"]) == spent
    if election.budget is not None:
        assert spent <= election.budget
        assert Decimal(result["left_cny"]) == election.budget - spent
    if election.winners is not None:
        assert len(result["selected"]) <= election.winners


@given(elections())
def test_withdrawn_options_and_those_nobody_chose_are_never_selected(case):
    election, ballots = case
    withdrawn = {option.code for option in election.options if option.withdrawn}
    for row in count(election, ballots)["options"]:
        if row["code"] in withdrawn:
            assert (row["reason"], row["rank"], row["selected"]) == ("withdrawn", None, False)
        elif row["votes"] == 0:
            assert (row["reason"], row["selected"]) == ("no_votes", False)
        assert row["selected"] == (row["reason"] == "selected")


@given(elections())
def test_ties_are_decided_by_the_published_rule_alone(case):
    election, ballots = case
    rows = [row for row in count(election, ballots)["options"] if row["rank"]]
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    for one, other in pairwise(rows):
        assert one["votes"] >= other["votes"]
        if one["votes"] > other["votes"]:
            continue
        assert Decimal(one["cost_cny"]) <= Decimal(other["cost_cny"])
        if one["cost_cny"] != other["cost_cny"]:
            continue
        if one["submitted_at"] != other["submitted_at"]:
            assert one["submitted_at"]
            assert not other["submitted_at"] or one["submitted_at"] < other["submitted_at"]
        else:
            assert lot(election.lot_seed, one["code"]) < lot(election.lot_seed, other["code"])
    for _votes, group in groupby(rows, key=lambda row: row["votes"]):
        tied = list(group)
        assert all(bool(row["tie_decided_by"]) == (len(tied) > 1) for row in tied)


def slow_greedy(election, ballots):
    """The greedy rule as a person with a pencil would do it."""
    left, places, selected = election.budget, election.winners, []
    remaining = [option for option in election.options if not option.withdrawn]
    while remaining:
        best = min(
            remaining,
            key=lambda option: (
                -sum(option.code in ballot for ballot in ballots),
                option.cost,
                option.submitted_at == "",
                option.submitted_at,
                lot(election.lot_seed, option.code),
            ),
        )
        remaining.remove(best)
        wanted = any(best.code in ballot for ballot in ballots)
        if wanted and best.cost <= left and (places is None or len(selected) < places):
            left -= best.cost
            selected.append(best.code)
    return selected


@given(elections("budget_greedy"))
def test_greedy_agrees_with_a_slow_reference(case):
    election, ballots = case
    assert count(election, ballots)["selected"] == slow_greedy(election, ballots)


@given(elections("votes"))
def test_the_plain_order_selects_from_the_top_without_a_gap(case):
    election, ballots = case
    rows = [row for row in count(election, ballots)["options"] if row["rank"]]
    flags = [row["selected"] for row in rows]
    assert flags == sorted(flags, reverse=True)


OPTIONS = (
    TallyOption("shed", "旧车棚变乐龄客厅", Decimal(48_000), "2026-05-01T01:00:00.000000Z"),
    TallyOption("path", "放学安全步道", Decimal(96_000), "2026-05-01T02:00:00.000000Z"),
    TallyOption("bench", "楼道折叠休息凳", Decimal(12_000), "2026-05-01T03:00:00.000000Z"),
    TallyOption("garden", "口袋花园共养", Decimal(60_000), "2026-05-01T04:00:00.000000Z"),
    TallyOption("clinic", "邻里修补铺", Decimal(30_000), "2026-05-01T05:00:00.000000Z"),
    TallyOption("gone", "已撤回", Decimal(1_000), "2026-05-01T06:00:00.000000Z", withdrawn=True),
)
BALLOTS = [["shed", "path"]] * 4 + [["path", "garden"]] * 3 + [["bench", "gone"]] * 2 + [["garden", "bench"]] + [[]]


def golden(**changes) -> dict:
    terms = {
        "code": "p",
        "title": "幸福提案大赛",
        "method": "approval",
        "award_rule": "budget_greedy",
        "slots": 2,
        "options": OPTIONS,
        "lot_seed": "s",
        "budget": Decimal(120_000),
        "roll": {"basis": "residents", "size": 40, "digest": "d"},
    } | changes
    return count(Election(**terms), BALLOTS)


def story(result):
    return [(row["code"], row["votes"], row["reason"]) for row in result["options"]]


def test_golden_numbers_under_greedy():
    result = golden()
    assert story(result) == [
        ("path", 7, "selected"),
        ("shed", 4, "over_budget"),
        ("garden", 4, "over_budget"),
        ("bench", 3, "selected"),
        ("clinic", 0, "no_votes"),
        ("gone", 2, "withdrawn"),
    ]
    assert (result["spent_cny"], result["left_cny"]) == ("108000.00", "12000.00")
    assert (result["taking_part"], result["choices"]) == (10, 20)
    shed = result["options"][1]
    assert (shed["left_before_cny"], shed["short_by_cny"], shed["tie_decided_by"]) == ("24000.00", "24000.00", "cost")


def test_golden_numbers_in_plain_order():
    assert [row["reason"] for row in golden(award_rule="votes")["options"][:4]] == [
        "selected",
        "over_budget",
        "after_cut",
        "after_cut",
    ]
    free = golden(award_rule="votes", budget=None, winners=2)
    assert free["selected"] == ["path", "shed"]
    assert [row["reason"] for row in free["options"][2:4]] == ["beyond_winners", "beyond_winners"]
    assert (free["left_cny"], free["spent_cny"], free["options"][0]["left_before_cny"]) == (None, "144000.00", None)


def test_the_digest_of_a_golden_result_never_changes():
    assert result_digest(golden()) == "fff30736478d325bf4b16c096fa2ee63a4566dc9d46dd73b654f32dae245063a"


@pytest.mark.parametrize(
    ("costs", "times", "rule"),
    [
        ((1, 2), ("", ""), "cost"),
        ((1, 1), ("2", "1"), "submitted_at"),
        ((1, 1), ("", "1"), "submitted_at"),
        ((1, 1), ("", ""), "lot"),
    ],
)
def test_a_tie_says_what_decided_it(costs, times, rule):
    options = tuple(TallyOption(f"o{n}", "", Decimal(costs[n]), times[n]) for n in range(2))
    result = golden_of(options)
    assert [row["tie_decided_by"] for row in result["options"]] == [rule, rule]


def golden_of(options):
    election = Election("p", "", "approval", "votes", 1, options, "s", roll={"size": 2})
    return count(election, [[option.code] for option in options])


def test_an_option_without_a_time_stands_behind_those_with_one():
    options = (TallyOption("unknown", "", submitted_at=""), TallyOption("known", "", submitted_at="2026"))
    assert [row["code"] for row in golden_of(options)["options"]] == ["known", "unknown"]


def test_in_a_tie_of_three_each_names_the_last_rule_that_placed_it():
    options = tuple(TallyOption(code, "", Decimal(cost), "") for code, cost in (("a", 1), ("b", 2), ("c", 2)))
    rows = golden_of(options)["options"]
    assert [row["tie_decided_by"] for row in rows] == ["cost", "lot", "lot"]


def test_without_ballots_nothing_is_selected():
    election = Election("p", "", "approval", "budget_greedy", 2, OPTIONS, "s", Decimal(1), roll={"size": 2})
    result = count(election, [])
    assert (result["selected"], result["taking_part"], result["choices"]) == ([], 0, 0)


@pytest.mark.parametrize("ballot", [["shed", "shed"], ["shed", "path", "bench"], ["nothing"]])
def test_a_ballot_that_the_poll_could_not_have_taken_stops_the_count(ballot):
    election = Election("p", "", "approval", "votes", 2, OPTIONS, "s", roll={"size": 2})
    with pytest.raises(ValueError, match="ballot"):
        count(election, [["shed"], ballot])
