"""Real threads on PostgreSQL: a vote is looked at once, and a signal is settled once, by whoever was first."""

import pytest

from portal.ballots.actions import decide_signal, explain_signal, look_at_ballots, quarantine_signal
from portal.ballots.enums import BallotAct, Decision, SignalState
from portal.ballots.models import Exclusion, Signal, SignalCheck
from portal.core.errors import Refusal
from tests.ballots.test_races import together
from tests.ballots.test_signals import looked, six_on_one_phone
from tests.factories import UserFactory
from tests.factories.ballots import AFTER

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
AT_ONCE = 6


@pytest.fixture
def scene():
    return six_on_one_phone()


def answer_of(act):
    try:
        act()
    except Refusal as error:
        return error.code
    return "done"


def test_looking_from_many_places_keeps_one_look_and_each_signal_once(scene):
    checks = together(lambda _job: look_at_ballots(poll=scene.poll, now=AFTER).pk, range(AT_ONCE), AT_ONCE)
    assert len(set(checks)) == 1
    assert (SignalCheck.objects.count(), Signal.objects.count()) == (1, 1)


@pytest.mark.parametrize("turn", range(5))
def test_a_signal_is_explained_or_its_ballots_are_proposed_never_both(scene, turn):
    signal, staff = looked(scene), [UserFactory() for _each in range(AT_ONCE)]

    def settle(number):
        act = explain_signal if number % 2 else quarantine_signal
        terms = {"poll": scene.poll, "code": signal.code, "why": "一家人一部手机", "now": AFTER}
        return answer_of(lambda: act(**terms, actor=staff[number]))

    answers = together(settle, range(AT_ONCE), AT_ONCE)
    assert sorted(answers) == ["done"] + ["wrong_state"] * (AT_ONCE - 1)
    signal.refresh_from_db()
    proposed = Exclusion.objects.filter(signal=signal, act=BallotAct.EXCLUDE).count()
    assert proposed == (6 if signal.state == SignalState.PROPOSED else 0)


@pytest.mark.parametrize("turn", range(5))
def test_a_quarantine_is_decided_once_for_all_its_ballots(scene, turn):
    signal = looked(scene)
    quarantine_signal(poll=scene.poll, code=signal.code, why="一部手机六张票", actor=scene.one, now=AFTER)
    staff = [UserFactory() for _each in range(AT_ONCE)]

    def decide(number):
        terms = {"poll": scene.poll, "code": signal.code, "actor": staff[number], "now": AFTER}
        return answer_of(lambda: decide_signal(**terms, agree=bool(number % 2)))

    assert sorted(together(decide, range(AT_ONCE), AT_ONCE)) == ["done"] + ["wrong_state"] * (AT_ONCE - 1)
    states = set(signal.exclusions.values_list("state", flat=True))
    assert states in ({Decision.DONE}, {Decision.REFUSED})
    scene.poll.refresh_from_db()
    left_out = scene.poll.counted_ballots.exclude(excluded="").count()
    assert left_out == (6 if states == {Decision.DONE} else 0)
