"""Owners counted by area and heads: boundary cases of Civil Code Art. 278 and the heads of 法释〔2009〕7号 Art. 9."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councils.owners_count import CountedUnit, dual_majority, head_key, roll_digest
from councils.owners_enums import Matter, OwnerChoice, SoundingOutcome, UnitState

YES, NO, PASS = OwnerChoice.AGREE, OwnerChoice.AGAINST, OwnerChoice.ABSTAIN


def units(*areas):
    return [CountedUnit(f"{n}", Decimal(area), f"h{n}") for n, area in enumerate(areas)]


def votes(*choices):
    return {f"h{n}": choice for n, choice in enumerate(choices) if choice}


@pytest.mark.parametrize(
    ("areas", "said", "matter", "outcome"),
    [
        (["50.00"] * 6, [YES, YES, YES, NO], Matter.ORDINARY, SoundingOutcome.AGREED),  # 2/3 took part exactly
        (["50.00"] * 6, [YES, YES, YES], Matter.ORDINARY, SoundingOutcome.NO_QUORUM),  # one head under 2/3
        (["50.00"] * 4, [YES, YES, NO, NO], Matter.ORDINARY, SoundingOutcome.NOT_AGREED),  # exactly half
        (
            ["50.01", "50.00", "50.00", "50.00"],
            [YES, YES, NO, NO],
            Matter.ORDINARY,
            SoundingOutcome.NOT_AGREED,
        ),  # by area only
        (["50.00"] * 5, [YES, YES, YES, NO, NO], Matter.ORDINARY, SoundingOutcome.AGREED),
        (
            ["50.00"] * 4,
            [YES, YES, PASS, PASS],
            Matter.ORDINARY,
            SoundingOutcome.NOT_AGREED,
        ),  # abstentions stay in the base
        (["50.00"] * 4, [YES, YES, YES, NO], Matter.RAISE_FUND, SoundingOutcome.AGREED),  # exactly 3/4
        (
            ["50.00", "50.00", "50.00", "50.01"],
            [YES, YES, YES, NO],
            Matter.REBUILD,
            SoundingOutcome.NOT_AGREED,
        ),  # 0.01 m² under
        (["50.00"] * 3, [YES, YES, NO], Matter.COMMON_USE, SoundingOutcome.NOT_AGREED),
        (["50.00"] * 3, [], Matter.ORDINARY, SoundingOutcome.NO_QUORUM),  # nobody
        (["100.00", "10.00", "10.00"], [None, YES, YES], Matter.ORDINARY, SoundingOutcome.NO_QUORUM),  # heads, not area
        ([], [], Matter.ORDINARY, SoundingOutcome.NO_QUORUM),
    ],
)
def test_double_thresholds_at_their_boundaries(areas, said, matter, outcome):
    assert dual_majority(units(*areas), votes(*said), matter).outcome == outcome


def test_a_person_with_several_units_is_one_head_with_all_their_area():
    roll = [CountedUnit("1", Decimal("60.10"), "a"), CountedUnit("2", Decimal("39.90"), "a"), *units("100.00")]
    counted = dual_majority(roll, {"a": YES, "h0": NO}, Matter.ORDINARY)
    assert (counted.quorum_heads.whole, counted.agree_heads.part) == (2, 1)
    assert counted.agree_area.fraction == Fraction(1, 2)


def test_what_is_not_delivered_is_the_developers_one_head():
    keys = {head_key(state, "", name) for state, name in ((UnitState.UNSOLD, ""), (UnitState.UNDELIVERED, "赵六"))}
    assert len(keys) == 1
    assert head_key(UnitState.DELIVERED, "7", "张") == head_key(UnitState.DELIVERED, "7", "张、李")
    assert head_key(UnitState.DELIVERED, "7", "张") != head_key(UnitState.DELIVERED, "8", "张")
    assert head_key(UnitState.DELIVERED, "", "developer") not in keys


def test_a_stranger_to_the_roll_is_an_error():
    with pytest.raises(ValueError, match="not on the roll"):
        dual_majority(units("50.00"), {"nobody": YES}, Matter.ORDINARY)
    with pytest.raises(ValueError, match="finer"):
        dual_majority(units("50.001"), {}, Matter.ORDINARY)


AREAS = st.integers(1, 50_000).map(lambda cents: Decimal(cents) / 100)


@given(
    st.lists(st.tuples(AREAS, st.integers(0, 5)), min_size=1, max_size=12),
    st.dictionaries(st.integers(0, 5), st.sampled_from(list(OwnerChoice))),
    st.sampled_from(list(Matter)),
)
def test_count_agrees_with_the_statute_written_as_fractions(entries, said, matter):
    roll = [CountedUnit(str(n), area, str(head)) for n, (area, head) in enumerate(entries)]
    given_votes = {str(head): choice for head, choice in said.items() if any(u.head == str(head) for u in roll)}
    took = [unit for unit in roll if unit.head in given_votes]
    agree = [unit for unit in took if given_votes[unit.head] == YES]

    def area(of):
        return sum((Fraction(unit.area_m2) for unit in of), Fraction(0))

    def heads(of):
        return len({unit.head for unit in of})

    outcome = dual_majority(roll, given_votes, matter).outcome
    if area(took) * 3 < area(roll) * 2 or heads(took) * 3 < heads(roll) * 2:
        assert outcome == SoundingOutcome.NO_QUORUM
    elif matter == Matter.ORDINARY:
        assert (outcome == SoundingOutcome.AGREED) == (area(agree) * 2 > area(took) and heads(agree) * 2 > heads(took))
    else:
        assert (outcome == SoundingOutcome.AGREED) == (
            area(agree) * 4 >= area(took) * 3 and heads(agree) * 4 >= heads(took) * 3
        )


@given(st.permutations(units("50.00", "60.00", "70.00")))
def test_digest_does_not_depend_on_the_order(shuffled):
    assert roll_digest(shuffled) == roll_digest(units("50.00", "60.00", "70.00"))
    assert roll_digest(shuffled) != roll_digest(units("50.00", "60.00", "70.01"))
