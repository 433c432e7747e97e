"""Two people at one thing at the same instant: real threads on PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from portal.core.errors import Refusal, WrongState
from portal.moderation.actions import appeal_decision, decide_appeal, decide_submission
from portal.moderation.enums import Decision, SubmissionEvent
from portal.moderation.models import Appeal, Ruling, Submission
from portal.notices.models import Notice
from tests.moderation.conftest import MONDAY

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*acts: Callable[[], object]) -> list[Refusal | None]:
    """Runs `acts` in threads that start together; the refusal of each, None where it was done."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> Refusal | None:
        try:
            start.wait(timeout=10)
            act()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.parametrize("other", [Decision.APPROVE, Decision.RETURN, Decision.HIDE])
def test_two_moderators_at_once_make_exactly_one_decision(here, waiting, other):
    people = (here.moderator, here.colleague())

    def decide(actor, decision):
        return lambda: decide_submission(
            code=waiting.code, decision=decision, actor=actor, reason="改", now=MONDAY, seen="1-open"
        )

    refusals = at_once(decide(people[0], Decision.APPROVE), decide(people[1], other))
    assert sorted(type(each).__name__ for each in refusals) == ["NoneType", "WrongState"]
    decided = Ruling.objects.filter(event__in=["approve", "return", "hide"])
    assert (decided.count(), Notice.objects.count()) == (1, 1)
    assert Submission.objects.get().decided_by == decided.get().actor


def test_decision_and_new_round_at_once_never_publish_what_was_not_read(here, waiting):
    at_once(
        lambda: decide_submission(
            code=waiting.code, decision=Decision.APPROVE, actor=here.moderator, now=MONDAY, seen="1-open"
        ),
        lambda: here.submit(previous=waiting, text="换了内容"),
    )
    submission = Submission.objects.get()
    assert (submission.state, submission.round) == ("screening", 2)
    assert not Ruling.objects.filter(event=SubmissionEvent.APPROVE, round=2).exists()


def test_appeal_is_made_and_answered_once(here, waiting):
    decide_submission(code=waiting.code, decision=Decision.RETURN, actor=here.moderator, reason="改", now=MONDAY)
    made = at_once(*[lambda: appeal_decision(code=waiting.code, actor=here.author, text="不", now=MONDAY)] * 2)
    assert sorted(type(each).__name__ for each in made) == ["NoneType", "WrongState"]
    people = (here.colleague(), here.colleague())

    def answer(actor, overturn):
        return lambda: decide_appeal(code=waiting.code, overturn=overturn, actor=actor, answer="看过", now=MONDAY)

    answered = at_once(answer(people[0], True), answer(people[1], False))
    assert [type(each) for each in answered].count(WrongState) == 1
    assert Appeal.objects.get().decided_by in people
