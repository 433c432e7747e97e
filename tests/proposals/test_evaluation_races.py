"""Scores and the end of a panel at the same moment: what is in the sheets was scored, what was refused is not."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from portal.core.errors import Refusal
from proposals.actions.review_proposal import save_review
from proposals.actions.run_panel import close_panel
from proposals.models import Review
from proposals.queries.evaluation import breakdown, panel_of
from tests.proposals.contest_life import CALL_ENDS
from tests.proposals.scoring import EXPERTS, FULL_MARKS, opened, scene_of, score

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 5


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_panel_is_closed_with_the_scores_it_says_it_has(_round):
    scene = scene_of(reviewers=6)
    opened(scene)
    for proposal in scene.proposals:
        score(scene, scene.people[0], proposal)
    start = Barrier(len(scene.people))
    half = {position: Decimal(most) / 2 for position, most in FULL_MARKS.items() if most % 2 == 0} | {
        position: most for position, most in FULL_MARKS.items() if most % 2
    }

    def run(number):
        try:
            start.wait()
            if number == 0:
                return close_panel(
                    code=scene.contest.code, kind=EXPERTS, why="到点了", actor=scene.manager, now=CALL_ENDS
                ).missing
            return save_review(
                contest=scene.contest.code,
                code=scene.proposals[0].code,
                points=half,
                comment="",
                actor=scene.people[number],
                now=CALL_ENDS,
            )
        except Refusal as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(scene.people)) as pool:
        missing, *answers = pool.map(run, range(len(scene.people)))
    saved = sum(isinstance(answer, Review) for answer in answers)
    panel = panel_of(scene.contest, EXPERTS)
    row = next(row for row in breakdown(panel).rows if row.proposal == scene.proposals[0])
    assert len(row.sheets) == 1 + saved
    assert missing == 18 - 3 - saved
