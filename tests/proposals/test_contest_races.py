"""Two managers at once: real threads, each with a connection of its own. Only PostgreSQL lets writers meet."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from portal.ballots.enums import RollBasis, Secrecy
from portal.ballots.models import Poll, Roll
from portal.core.errors import Invalid, Refusal, WrongState
from portal.core.models import OutboxItem
from proposals.actions.count_contest import count_contest
from proposals.actions.create_contest import create_contest
from proposals.actions.freeze_contest_roll import freeze_contest_roll
from proposals.actions.promises import COUNT
from proposals.actions.publish_contest_result import publish_contest_result
from proposals.models import Contest
from tests.proposals.contest_life import (
    COUNTED,
    FROZEN,
    PUBLISHED,
    SETUP,
    STARTS,
    announced,
    frozen,
    make_manager,
    make_template,
    proposals_for,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
TOGETHER = 4


def at_once(act: Callable[[], Any]) -> list[Any]:
    """What became of each of several simultaneous calls: its answer, or its refusal."""
    start = Barrier(TOGETHER)

    def run(_number: int) -> Any:
        try:
            start.wait()
            return act()
        except Refusal as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(TOGETHER) as pool:
        return list(pool.map(run, range(TOGETHER)))


def refusals(answers: list[Any]) -> list[type]:
    return [type(answer) for answer in answers if isinstance(answer, Refusal)]


def test_roll_is_frozen_once_however_many_do_it_at_once():
    contest, manager = announced()
    proposals_for(contest)
    terms = {"basis": RollBasis.RESIDENTS, "secrecy": Secrecy.RECORDED, "actor": manager, "now": FROZEN}
    answers = at_once(lambda: freeze_contest_roll(code=contest.code, **terms))
    assert refusals(answers) == [WrongState] * (TOGETHER - 1)
    assert (Poll.objects.count(), Roll.objects.count(), OutboxItem.objects.filter(topic=COUNT).count()) == (1, 1, 1)


def test_edition_is_made_once_however_many_do_it_at_once():
    manager, template = make_manager(), make_template()
    terms = {"subdistrict": manager.appointments.get().subdistrict, "template": template, "title": "大赛", "edition": 1}
    answers = at_once(lambda: create_contest(**terms, starts_at=STARTS, actor=manager, now=SETUP))
    assert refusals(answers) == [Invalid] * (TOGETHER - 1)
    assert Contest.objects.count() == 1


def test_result_is_counted_and_published_once_however_many_do_it_at_once():
    contest, manager, proposals = frozen()
    digests = {
        answer.poll.result_digest
        for answer in at_once(lambda: count_contest(code=contest.code, actor=None, now=COUNTED))
    }
    assert len(digests) == 1
    answers = at_once(lambda: publish_contest_result(code=contest.code, actor=manager, now=PUBLISHED))
    assert refusals(answers) == []
    assert OutboxItem.objects.filter(topic="proposals.tell_result").count() == len(proposals)
