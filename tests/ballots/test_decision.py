"""For, against, abstain: strict and inclusive shares at their exact boundaries."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ballots.tally.decision import DELEGATES_MEETING, HALF, RESIDENTS_MEETING, DecisionRule, Share, decide
from tests.ballots.elections import decision_rules, shares

NUMBERS = st.integers(0, 40)


def outcome(rule, yes, no, abstain, roll):
    return decide(rule, {"yes": yes, "no": no, "abstain": abstain}, roll, 0)["reason"]


@pytest.mark.parametrize(
    ("part", "whole", "strict", "met"),
    [
        (50, 100, True, False),
        (51, 100, True, True),
        (50, 100, False, True),
        (49, 100, False, False),
        (0, 0, False, False),
        (0, 0, True, False),
    ],
)
def test_half_is_not_more_than_half(part, whole, strict, met):
    assert Share(HALF, strict, "roll").met(part, whole) is met


@pytest.mark.parametrize(("part", "met"), [(66, False), (67, True)])
def test_two_thirds_of_a_hundred_are_sixty_seven(part, met):
    assert Share(Fraction(2, 3), False, "roll").met(part, 100) is met


def test_two_thirds_of_ninety_are_sixty_exactly():
    share = Share(Fraction(2, 3), False, "roll")
    assert share.met(60, 90)
    assert not Share(Fraction(2, 3), True, "roll").met(60, 90)


@given(shares(), st.integers(1, 60), st.integers(0, 60))
def test_what_is_needed_is_the_smallest_number_that_suffices(share, whole, part):
    assert share.met(part, whole) == (part >= share.needed(whole))


@pytest.mark.parametrize(
    ("yes", "no", "abstain", "reason"),
    [
        (26, 25, 0, "adopted"),
        (26, 24, 0, "no_quorum"),
        (26, 25, 1, "below_threshold"),
        (27, 25, 1, "adopted"),
        (25, 25, 1, "tie"),
        (30, 30, 40, "tie"),
        (0, 0, 60, "tie"),
        (0, 0, 0, "no_quorum"),
        (10, 41, 0, "below_threshold"),
    ],
)
def test_a_residents_meeting_needs_more_than_half_twice(yes, no, abstain, reason):
    assert outcome(RESIDENTS_MEETING, yes, no, abstain, 100) == reason


@pytest.mark.parametrize(("yes", "no", "reason"), [(40, 26, "no_quorum"), (40, 27, "adopted"), (34, 33, "adopted")])
def test_a_delegates_meeting_needs_two_thirds_there(yes, no, reason):
    assert outcome(DELEGATES_MEETING, yes, no, 0, 100) == reason


@given(decision_rules(), NUMBERS, NUMBERS, st.integers(0, 200))
def test_a_tie_fails_under_every_rule(rule, each, abstain, roll):
    assert decide(rule, {"yes": each, "no": each, "abstain": abstain}, roll, 0)["adopted"] is False


@given(decision_rules(), NUMBERS, NUMBERS, NUMBERS, st.integers(0, 200))
def test_one_more_yes_never_turns_adoption_into_refusal(rule, yes, no, abstain, roll):
    adopted = outcome(rule, yes, no, abstain, roll) == "adopted"
    if adopted and rule.quorum.basis == "roll" and yes > no:
        assert outcome(rule, yes + 1, no, abstain, roll) == "adopted"


def test_abstentions_stay_in_the_denominator():
    result = decide(RESIDENTS_MEETING, {"yes": 30, "no": 10, "abstain": 30}, 100)
    assert result["threshold"] == {
        "fraction": "1/2",
        "strict": True,
        "basis": "taking_part",
        "base": 70,
        "needed": 36,
        "have": 30,
        "met": False,
    }


@given(decision_rules())
def test_a_rule_survives_being_stored(rule):
    assert DecisionRule.from_json(rule.as_json()) == rule


@pytest.mark.parametrize(
    "data",
    [
        {"fraction": "3/2", "strict": True, "basis": "roll"},
        {"fraction": "-1/2", "strict": True, "basis": "roll"},
        {"fraction": "1/2", "strict": True, "basis": "everybody"},
    ],
)
def test_what_is_no_share_is_refused(data):
    with pytest.raises(ValueError, match="share"):
        Share.from_json(data)


MEETING = RESIDENTS_MEETING.of_those_present()
DELEGATES = DELEGATES_MEETING.of_those_present()


@pytest.mark.parametrize(
    ("rule", "yes", "no", "abstain", "present", "roll", "reason"),
    [
        (MEETING, 30, 0, 0, 60, 100, "below_threshold"),
        (MEETING, 31, 0, 0, 60, 100, "adopted"),
        (MEETING, 29, 0, 31, 60, 100, "below_threshold"),
        (MEETING, 26, 25, 0, 52, 100, "below_threshold"),
        (MEETING, 27, 25, 0, 52, 100, "adopted"),
        (MEETING, 50, 0, 0, 50, 100, "no_quorum"),
        (MEETING, 30, 30, 0, 60, 100, "tie"),
        (MEETING, 0, 0, 0, 0, 100, "no_quorum"),
        (MEETING, 0, 0, 0, 60, 100, "tie"),
        (DELEGATES, 34, 0, 0, 66, 100, "no_quorum"),
        (DELEGATES, 34, 0, 0, 67, 100, "adopted"),
        (DELEGATES, 31, 0, 0, 60, 90, "adopted"),
        (DELEGATES, 30, 0, 0, 60, 90, "below_threshold"),
    ],
)
def test_a_meeting_adopts_by_more_than_half_of_those_attending(rule, yes, no, abstain, present, roll, reason):
    assert decide(rule, {"yes": yes, "no": no, "abstain": abstain}, roll, present)["reason"] == reason


def test_a_third_and_one_is_reached_by_the_share_of_those_present():
    third = DecisionRule(Share(Fraction(0), False, "roll"), Share(Fraction(1, 3), True, "present"))
    assert decide(third, {"yes": 3, "no": 1}, 50, 9)["reason"] == "below_threshold"
    assert decide(third, {"yes": 4, "no": 1}, 50, 9)["reason"] == "adopted"


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_who_is_present_and_does_not_vote_counts_like_an_abstention(yes, no, abstain, silent):
    there = yes + no + abstain + silent
    still = decide(MEETING, {"yes": yes, "no": no, "abstain": abstain}, 100, there)
    spoken = decide(MEETING, {"yes": yes, "no": no, "abstain": abstain + silent}, 100, there)
    assert still["reason"] == spoken["reason"]


def test_a_rule_that_asks_who_is_present_is_never_guessed():
    with pytest.raises(ValueError, match="present"):
        decide(MEETING, {"yes": 9}, 10)
