"""The Method of Equal Shares: against its definition on random elections, by its guarantees, and on hand-made cases."""

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.ballots.tally.count import count
from portal.ballots.tally.election import Ballot, Election, TallyOption
from portal.ballots.tally.equal_shares import FEN, complete, profile, run
from tests.ballots import shares_oracle
from tests.ballots.elections import elections
from tests.tools.test_recount import REAL
from tools import recount

CASES = elections("budget_equal_shares").map(lambda case: (replace(case[0], winners=None), case[1]))
few = settings(max_examples=150, deadline=None)


def election(costs: dict[str, int], budget: int, withdrawn: str = "") -> Election:
    options = tuple(TallyOption(code, code, Decimal(cost), "", code == withdrawn) for code, cost in costs.items())
    return Election(
        code="p",
        title="幸福提案大赛",
        method="approval",
        award_rule="budget_equal_shares",
        slots=5,
        options=options,
        lot_seed="seed",
        budget=Decimal(budget),
        roll={"basis": "residents", "size": 100, "digest": "d"},
    )


def counted(costs: dict[str, int], budget: int, ballots: list[str], withdrawn: str = "") -> dict[str, Any]:
    return count(election(costs, budget, withdrawn), [list(ballot) for ballot in ballots])


def row(result: dict[str, Any], code: str) -> dict[str, Any]:
    return next(each for each in result["options"] if each["code"] == code)


@few
@given(CASES)
def test_purchases_are_those_of_the_definition(case: tuple[Election, list[Ballot]]):
    terms, ballots = case
    outcome = complete(profile(terms, ballots))
    expected, added = shares_oracle.winners(terms, ballots)
    assert [purchase.code for purchase in outcome.run.purchases] == expected
    if expected and outcome.beyond is not None:
        assert outcome.steps == added


@few
@given(CASES, st.integers(0, 3))
def test_each_purchase_is_paid_exactly_and_nobody_pays_more_than_they_hold(case, steps):
    terms, ballots = case
    ballots = [ballot for ballot in ballots if ballot]
    if not ballots:
        return
    found = run(profile(terms, ballots), steps)
    costs = {option.code: Fraction(option.cost) for option in terms.options}
    endowment = Fraction(terms.budget or 0) / len(ballots) + steps
    expected = shares_oracle.one_run(terms, ballots, endowment)
    assert found.endowment == endowment * FEN
    assert [purchase.code for purchase in found.purchases] == [code for code, _paid in expected]
    for purchase, (code, paid) in zip(found.purchases, expected, strict=True):
        assert sum(paid) == costs[code]
        price = purchase.price / FEN
        payers = [part for part, ballot in zip(paid, ballots, strict=True) if code in ballot]
        assert (purchase.full, purchase.rest) == (payers.count(price), len(payers) - payers.count(price))
        assert all(part <= price for part in payers)
    spent = [sum(column) for column in zip(*(paid for _code, paid in expected), strict=True)]
    assert all(total <= endowment for total in spent)


@few
@given(CASES, st.randoms(use_true_random=False))
def test_the_result_does_not_depend_on_the_order_of_ballots_or_options(case, chance: random.Random):
    terms, ballots = case
    shuffled, options = chance.sample(ballots, len(ballots)), chance.sample(terms.options, len(terms.options))
    assert count(replace(terms, options=tuple(options)), shuffled) == count(terms, ballots)


@few
@given(CASES)
def test_the_budget_holds_and_nothing_that_fits_is_left(case):
    terms, ballots = case
    result = count(terms, ballots)
    left = Decimal(result["left_cny"])
    assert left >= 0
    for each in result["options"]:
        if each["reason"] == "over_budget":
            assert Decimal(each["cost_cny"]) > left
        assert each["selected"] == (each["phase"] in ("shares", "fill"))
        assert (each["price"] is None) == (each["phase"] != "shares")
        assert not (each["selected"] and each["votes"] == 0)


@few
@given(CASES, st.integers(2, 5))
def test_every_voter_standing_for_several_of_one_mind_changes_no_purchase_of_the_first_run(case, times):
    terms, ballots = case
    assert first_purchases(terms, ballots) == first_purchases(terms, ballots * times)


def first_purchases(terms: Election, ballots: list[Ballot]) -> list[str]:
    """What is bought before anything is added."""
    case = profile(terms, ballots)
    return [purchase.code for purchase in run(case, 0).purchases] if case.voters else []


def test_a_group_gets_what_its_share_pays_for_where_greedy_gives_the_majority_all():
    costs = dict.fromkeys(("a", "b", "c", "d"), 300)
    result = counted(costs, 900, ["abc"] * 6 + ["d"] * 3)
    assert result["equal_shares"]["greedy"] == ["a", "b", "c"]
    assert result["selected"] == sorted(result["selected"])
    assert "d" in result["selected"]
    assert row(result, "d")["price"] == "100/1"
    assert result["equal_shares"]["better_off"] == {"shares": 3, "greedy": 6, "same": 0}


def test_those_who_have_less_pay_all_they_have():
    result = counted({"a": 60, "b": 100}, 160, ["a", "ab", "b", "b"])
    bought = row(result, "b")
    assert (bought["round"], bought["price"], bought["paid_full"], bought["paid_rest"]) == (1, "100/3", 3, 0)
    second = row(result, "a")
    assert second["phase"] == "shares"
    assert second["paid_full"] + second["paid_rest"] == 2
    assert second["paid_rest"] == 1


def test_ties_go_to_the_lower_cost_then_to_more_votes_then_to_the_lot():
    lower = counted({"a": 200, "b": 100}, 200, ["a", "b"] * 2)
    assert row(lower, "b")["round"] == 1
    everything_ties = counted({"a": 100, "b": 100}, 100, ["a", "b"])
    again = counted({"b": 100, "a": 100}, 100, ["b", "a"])
    assert everything_ties["selected"] == again["selected"]
    assert len(everything_ties["selected"]) == 1


def test_what_nobody_supports_is_never_chosen_however_much_is_left():
    result = counted({"a": 100, "b": 1}, 1000, ["a"])
    assert result["selected"] == ["a"]
    assert row(result, "b")["reason"] == "no_votes"
    assert result["equal_shares"]["next"] is None


def test_nobody_voting_chooses_nothing():
    result = counted({"a": 100}, 1000, ["", ""])
    assert result["selected"] == []
    assert (result["equal_shares"]["voters"], result["equal_shares"]["endowment"]) == (0, "0/1")


def test_a_withdrawn_option_is_out_but_its_voters_keep_their_share():
    result = counted({"a": 100, "b": 100}, 200, ["a", "b"], withdrawn="b")
    assert result["selected"] == ["a"]
    assert row(result, "b")["reason"] == "withdrawn"
    assert result["equal_shares"]["voters"] == 2


def test_an_option_that_costs_nothing_is_bought_first_and_for_nothing():
    result = counted({"a": 0, "b": 100}, 100, ["a", "b"])
    free = row(result, "a")
    assert (free["round"], free["price"], free["phase"]) == (1, "0/1", "shares")


def test_what_is_left_is_filled_in_by_votes_and_paid_by_nobody():
    result = counted({"a": 90, "b": 60}, 100, ["a", "a", "b"])
    assert result["equal_shares"]["added"] >= 0
    phases = {each["code"]: each["phase"] for each in result["options"]}
    assert set(phases.values()) <= {"shares", "fill", ""}
    filled = [code for code, phase in phases.items() if phase == "fill"]
    assert all(row(result, code)["price"] is None and row(result, code)["held"] for code in filled)


def test_a_loser_says_how_far_it_was_short():
    result = counted({"a": 100, "b": 90}, 100, ["a", "a", "b"])
    short = row(result, "b")
    assert (short["reason"], short["short_by_cny"]) == ("over_budget", "90.00")
    assert Fraction(short["held"]) < 90


@pytest.mark.parametrize("voters", [2, 30])
def test_steps_that_cannot_exceed_are_passed_over_and_change_nothing(voters):
    costs = {"a": 4000, "b": 5200, "c": 900}
    ballots = [["a"] if n % 3 else ["b", "c"] for n in range(voters)]
    terms = election(costs, 6000)
    expected, added = shares_oracle.winners(terms, ballots)
    outcome = complete(profile(terms, ballots))
    assert ([purchase.code for purchase in outcome.run.purchases], outcome.steps) == (expected, added)


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("name", "shares", "greedy", "steps"),
    [
        (
            "nad-nerem",
            ["G030NN", "G042NN", "G032NN", "G021NN", "G081NN"],
            ["G030NN", "G042NN", "G032NN", "G021NN", "G081NN"],
            1713,
        ),
        ("nowosolna", ["W038NO", "W066NO", "W013NO"], ["W022NO"], 127),
    ],
)
def test_real_elections_come_out_as_docs_counting_says(name, shares, greedy, steps):
    with (REAL / f"poland_lodz_2020_{name}.pb").open("rb") as source:
        file = recount.read(source)
        ballots = [chosen for _line, _voter, chosen, _way in file.ballots]
    options = tuple(TallyOption(option.code, option.title, option.cost) for option in file.options)
    terms = Election(
        "p", "", "approval", "budget_equal_shares", 50, options, "seed", Decimal(file.terms["budget"]), roll={"size": 0}
    )
    result = count(terms, ballots)
    assert [row["code"] for row in result["options"] if row["phase"] == "shares"] == shares
    assert result["selected"] == shares
    assert result["equal_shares"]["added"] == steps
    assert sorted(result["equal_shares"]["greedy"]) == sorted(greedy)
    assert sorted(greedy) == sorted(option.code for option in file.options if option.selected)
