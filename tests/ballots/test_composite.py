"""Points of experts, jury and votes: means, weights, ties, what is refused; and the sheets they come from."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.ballots.actions import count_poll, file_sheets, replace_ballot, withdraw_option
from portal.ballots.enums import AwardRule
from portal.ballots.queries import export_csv, result
from portal.ballots.tally.composite import mean_of, unscored
from portal.ballots.tally.count import count
from portal.ballots.tally.election import Election, Sheet, TallyOption
from portal.core.errors import Invalid, OutsideWindow, WrongState
from tests.factories import make_poll, voters
from tests.factories.ballots import AFTER, DURING

WEIGHTS = {"experts": 50, "jury": 30, "online": 20}


def sheet(panel: str, judge: str, **scores: float) -> Sheet:
    return Sheet(panel, judge, {code: Fraction(score) for code, score in scores.items()})


def election(*sheets: Sheet, **changes: Any) -> Election:
    options = tuple(TallyOption(code, code, Decimal(cost)) for code, cost in (("a", 300), ("b", 200), ("c", 100)))
    terms = Election("p", "t", "approval", "composite", 2, options, "seed", Decimal(400), roll={"size": 9})
    return replace(terms, weights=WEIGHTS, sheets=sheets, **changes)


SHEETS = (
    sheet("experts", "E1", a=80, b=90, c=10),
    sheet("experts", "E2", a=60, b=90, c=20),
    sheet("jury", "R1", a=100, b=50, c=0),
)


def rows(terms: Election, ballots: list[str]) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in count(terms, [list(ballot) for ballot in ballots])["options"]}


def test_points_are_the_weighed_means_and_votes_in_proportion_to_the_most():
    told = rows(election(*SHEETS), ["a", "a", "b"])
    assert (told["a"]["points"], told["a"]["sides"]) == (
        "85/1",
        {"experts": "70/1", "jury": "100/1", "online": "100/1"},
    )
    assert told["b"]["points"] == "70/1"  # 45 + 15 + 10
    assert told["c"]["points"] == "15/2"
    assert [told[code]["rank"] for code in "abc"] == [1, 2, 3]
    assert [told[code]["reason"] for code in "abc"] == ["selected", "over_budget", "selected"]
    assert told["b"]["short_by_cny"] == "100.00"


@pytest.mark.parametrize(
    ("scores", "mean", "used"),
    [([90], 90, 1), ([0, 80, 80, 100], 65, 4), ([0, 80, 80, 80, 100], 80, 3), ([70] * 6, 70, 4)],
)
def test_from_five_scores_on_one_highest_and_one_lowest_do_not_count(scores, mean, used):
    assert mean_of(map(Fraction, scores)) == (mean, used)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 100), min_size=1, max_size=12), st.integers(0, 100))
def test_one_judge_beyond_all_others_moves_nothing_from_five_on(scores, extreme):
    if len(scores) < 4:
        return
    bounded = [Fraction(score) for score in scores]
    low, high = [*bounded, Fraction(0)], [*bounded, Fraction(100)]
    assert min(bounded) <= mean_of(low)[0] <= max(bounded)
    assert min(bounded) <= mean_of(high)[0] <= max(bounded)


def test_what_a_weighing_panel_has_not_scored_stops_the_count():
    terms = election(*SHEETS[:2])
    assert unscored(terms) == [("jury", "a"), ("jury", "b"), ("jury", "c")]
    with pytest.raises(ValueError, match="not scored"):
        count(terms, [])
    assert unscored(replace(terms, weights={"experts": 80, "jury": 0, "online": 20})) == []


def test_a_judge_who_is_concerned_leaves_the_cell_empty():
    terms = election(*SHEETS, sheet("experts", "E3", b=0, c=0))
    assert rows(terms, [])["a"]["scores"] == {"experts": 2, "jury": 1}


def test_nobody_voting_leaves_the_panels():
    told = rows(election(*SHEETS), [])
    assert told["a"]["sides"]["online"] == "0/1"
    assert told["a"]["points"] == "65/1"


def test_everything_tying_goes_to_the_lower_cost():
    level = [sheet(panel, "J", a=50, b=50, c=50) for panel in ("experts", "jury")]
    told = rows(election(*level), [])
    assert [told[code]["rank"] for code in "abc"] == [3, 2, 1]
    assert told["c"]["tie_decided_by"] == "cost"


def test_no_points_at_all_are_never_chosen():
    level = [sheet(panel, "J", a=0, b=0, c=0) for panel in ("experts", "jury")]
    assert {row["reason"] for row in rows(election(*level), []).values()} == {"no_votes"}


def test_places_and_withdrawn_options_hold_here_too():
    terms = election(*SHEETS, winners=1)
    assert rows(terms, [])["c"]["reason"] == "beyond_winners"
    gone = replace(terms, options=tuple(replace(each, withdrawn=each.code == "b") for each in terms.options))
    assert rows(gone, [])["b"]["points"] is None


@pytest.fixture
def people(db):
    return voters(3)


@pytest.fixture
def poll(people):
    return make_poll(people, award_rule=AwardRule.COMPOSITE, weights=WEIGHTS, options=2)


def filed(poll, panel="experts", *sheets, now=DURING):
    return file_sheets(poll=poll, panel=panel, sheets=list(sheets), actor=None, now=now)


@pytest.mark.django_db
def test_sheets_take_the_place_of_the_panels_earlier_ones_alone(poll):
    filed(poll, "experts", sheet("experts", "E1", o1=1))
    filed(poll, "jury", sheet("jury", "R1", o1=2))
    poll = filed(poll, "experts", sheet("experts", "E3", o1=4), sheet("experts", "E2", o1=3))
    assert [(told["panel"], told["judge"]) for told in poll.sheets] == [
        ("jury", "R1"),
        ("experts", "E2"),
        ("experts", "E3"),
    ]
    assert filed(poll, "jury").sheets == [told for told in poll.sheets if told["panel"] == "experts"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("panel", "sheets"),
    [
        ("friends", []),
        ("experts", [sheet("jury", "R1", o1=1)]),
        ("experts", [sheet("experts", "E1", o1=1), sheet("experts", "E1", o1=2)]),
        ("experts", [sheet("experts", "", o1=1)]),
        ("experts", [sheet("experts", "E1", o9=1)]),
        ("experts", [sheet("experts", "E1", o1=101)]),
        ("experts", [sheet("experts", "E1", o1=-1)]),
    ],
)
def test_sheets_that_do_not_fit_change_nothing(poll, panel, sheets):
    with pytest.raises(Invalid):
        filed(poll, panel, *sheets)
    poll.refresh_from_db()
    assert poll.sheets == []


@pytest.mark.django_db
def test_sheets_belong_to_votes_counted_by_points_and_before_the_count(poll, people):
    with pytest.raises(WrongState):
        filed(make_poll(people), "experts")
    for panel in ("experts", "jury"):
        filed(poll, panel, sheet(panel, "J", o1=80, o2=40))
    count_poll(poll=poll, actor=None, now=AFTER)
    with pytest.raises(OutsideWindow):
        filed(poll, "experts")


@pytest.mark.django_db
def test_a_vote_with_missing_scores_is_not_counted_and_says_how_many(poll):
    filed(poll, "experts", sheet("experts", "E1", o1=80, o2=40))
    with pytest.raises(WrongState, match="2"):
        count_poll(poll=poll, actor=None, now=AFTER)
    withdraw_option(poll=poll, option_code="o2", actor=None, now=DURING)
    with pytest.raises(WrongState, match="1"):
        count_poll(poll=poll, actor=None, now=AFTER)


@pytest.mark.django_db
def test_the_result_and_the_file_tell_every_score(poll, people):
    replace_ballot(poll_code=poll.code, option_codes=["o1"], voter=people[0], now=DURING)
    for panel in ("experts", "jury"):
        filed(poll, panel, sheet(panel, "J", o1=80.5, o2=40))
    counted = count_poll(poll=poll, actor=None, now=AFTER)
    view = result(counted)
    assert view.composite.weights == WEIGHTS
    assert (view.rows[0].points.shown(), view.rows[0].points.scores) == (Decimal("84.40"), {"experts": 1, "jury": 1})
    text = "".join(export_csv(counted))
    assert "meta,sheet:experts:J,o1=161/2 o2=40/1" in text
    assert "meta,weight_jury,30" in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "terms",
    [
        {"award_rule": AwardRule.COMPOSITE, "weights": None},
        {"award_rule": AwardRule.VOTES, "weights": WEIGHTS},
        {"award_rule": AwardRule.COMPOSITE, "weights": WEIGHTS | {"online": 21}},
        {"award_rule": AwardRule.COMPOSITE, "weights": {"experts": 120, "jury": -40, "online": 20}},
        {"award_rule": AwardRule.COMPOSITE, "weights": {"experts": 100}},
    ],
)
def test_weights_are_of_this_rule_and_a_hundred_together(people, terms):
    with pytest.raises(Invalid):
        make_poll(people, **terms)
