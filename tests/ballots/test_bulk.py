"""Ballots written in bulk are the ballots that the same taps would have left. Runs on SQLite and PostgreSQL."""

import random

import pytest

from portal.ballots.actions import cast, count_poll, replace_ballot, withdraw_option
from portal.ballots.actions.bulk import cast_ballots
from portal.ballots.enums import Outcome, Secrecy
from portal.ballots.models import Choice
from tests.factories import make_poll, make_roll, voters
from tests.factories.ballots import AFTER, BEFORE, CLOSES, DURING, OPENS

pytestmark = pytest.mark.django_db


def rows(poll):
    chosen = poll.choices.order_by("voter_key", "slot").values_list("voter_key", "option__code", "slot")
    return [(bytes(key), code, slot) for key, code, slot in chosen]


@pytest.mark.parametrize("secrecy", Secrecy)
def test_bulk_leaves_the_same_rows_as_single_ballots(secrecy):
    people = voters(25)
    one, other = (make_poll(roll=make_roll(people), slots=3, secrecy=secrecy) for _copy in range(2))
    dice = random.Random(7)
    ballots = {user.pk: dice.sample(["o1", "o2", "o3", "o4"], dice.randint(0, 3)) for user in people}
    assert cast_ballots(poll=one, ballots=ballots, now=DURING) == {}
    for user in people:
        replace_ballot(poll_code=other.code, option_codes=ballots[user.pk], voter=user, now=DURING)
    if secrecy == Secrecy.RECORDED:
        assert rows(one) == rows(other)
    counted = [count_poll(poll=poll, actor=None, now=AFTER).result for poll in (one, other)]
    assert counted[0]["taking_part"] == counted[1]["taking_part"]
    votes = [{row["code"]: (row["votes"], row["selected"]) for row in result["options"]} for result in counted]
    assert votes[0] == votes[1]


def test_option_named_twice_counts_once():
    people = voters(1)
    poll = make_poll(people)
    assert cast_ballots(poll=poll, ballots={people[0].pk: ["o1", "o1", "o2"]}, now=DURING) == {}
    assert [code for _key, code, _slot in rows(poll)] == ["o1", "o2"]


@pytest.mark.parametrize(
    ("ballot", "now", "outcome"),
    [
        (["o1"], BEFORE, Outcome.NOT_OPEN),
        (["o1"], CLOSES, Outcome.CLOSED),
        (["o9"], OPENS, Outcome.NO_OPTION),
        (["o4"], OPENS, Outcome.NO_OPTION),
        (["o1", "o2", "o3"], OPENS, Outcome.NO_SLOT),
        (["o1", "o2", "o9"], OPENS, Outcome.NO_OPTION),
    ],
)
def test_one_refused_ballot_keeps_all_out_and_is_refused_as_a_tap_would_be(ballot, now, outcome):
    people = voters(2)
    poll = make_poll(people)
    withdraw_option(poll=poll, option_code="o4", actor=None, now=BEFORE)
    fine = {people[1].pk: ["o1"]} if now == OPENS else {}
    assert cast_ballots(poll=poll, ballots={people[0].pk: ballot, **fine}, now=now) == {people[0].pk: outcome}
    assert not Choice.objects.exists()
    assert replace_ballot(poll_code=poll.code, option_codes=ballot, voter=people[0], now=now).outcome == outcome


def test_ballot_of_somebody_off_the_roll_or_who_has_voted_is_refused():
    people = voters(2)
    poll = make_poll(people[:1])
    cast(poll_code=poll.code, option_code="o1", voter=people[0], now=DURING)
    refused = cast_ballots(poll=poll, ballots={user.pk: ["o2"] for user in people}, now=DURING)
    assert refused == {people[0].pk: Outcome.ALREADY, people[1].pk: Outcome.NOT_ON_ROLL}
    assert [code for _key, code, _slot in rows(poll)] == ["o1"]


def test_nothing_is_added_after_the_count():
    people = voters(1)
    poll = count_poll(poll=make_poll(people), actor=None, now=AFTER)
    assert cast_ballots(poll=poll, ballots={people[0].pk: ["o1"]}, now=DURING) == {people[0].pk: Outcome.CLOSED}


def test_bulk_takes_few_queries(django_assert_max_num_queries):
    people = voters(50)
    poll = make_poll(people)
    with django_assert_max_num_queries(10):
        cast_ballots(poll=poll, ballots={user.pk: ["o1", "o2"] for user in people}, now=DURING)
