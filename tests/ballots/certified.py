"""Polls on their way to a certificate."""

from collections.abc import Sequence
from datetime import timedelta

from portal.accounts.models import User
from portal.ballots.actions import (
    OBJECTION_PERIOD,
    cast,
    certify_poll,
    count_poll,
    explain_signal,
    look_at_ballots,
    propose_certification,
    publish_result,
)
from portal.ballots.enums import Outcome, Secrecy, SignalState
from portal.ballots.models import Poll
from tests.factories import UserFactory, make_poll, voters
from tests.factories.ballots import AFTER, BEFORE, DURING

OBJECTING = AFTER + timedelta(days=1)
OVER = AFTER + OBJECTION_PERIOD


def published(people: Sequence[User] | None = None, chosen: Sequence[str] = ("o1 o2", "o1", "o3"), **terms) -> Poll:
    """A secret poll of 20, counted and published at AFTER; the n-th person chose the options of the n-th text."""
    people = people if people is not None else voters(20)
    terms = {"secrecy": Secrecy.SECRET, "public_from": BEFORE} | terms
    poll = make_poll(people, **terms)
    for person, codes in zip(people, chosen, strict=False):
        for code in codes.split():
            answer = cast(poll_code=poll.code, option_code=code, voter=person, now=DURING)
            assert answer.outcome == Outcome.ACCEPTED
    count_poll(poll=poll, actor=None, now=AFTER)
    return publish_result(poll=poll, actor=None, now=AFTER)


def put_forward(poll: Poll) -> Poll:
    """Somebody has asked for the certification."""
    look_at_ballots(poll=poll, now=OVER)
    for signal in poll.signals.filter(state=SignalState.NOTED):
        explain_signal(poll=poll, code=signal.code, why="查实无异常", actor=UserFactory(), now=OVER)
    propose_certification(poll=poll, actor=UserFactory(), now=OVER)
    return Poll.objects.get(pk=poll.pk)


def certified(poll: Poll) -> Poll:
    certify_poll(poll=put_forward(poll), actor=UserFactory(), now=OVER)
    return Poll.objects.get(pk=poll.pk)


def confirmed(user: User) -> User:
    user.phone_verified_at = BEFORE
    user.save(update_fields=["phone_verified_at"])
    return user
