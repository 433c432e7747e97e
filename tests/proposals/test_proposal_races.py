"""Real threads on PostgreSQL: one proposal is handed in once, every endorsement counts, nobody waits in a ring."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.utils import timezone

from portal.core.errors import Refusal
from portal.moderation.actions import decide_submission
from portal.moderation.enums import Decision
from portal.moderation.models import Submission
from proposals.actions.endorse_proposal import endorse_proposal
from proposals.actions.submit_proposal import submit_proposal
from proposals.actions.withdraw_proposal import withdraw_proposal
from proposals.enums import PhaseKind, ProposalState
from proposals.models import Proposal
from tests.proposals.resident_life import contest_in, draft_in, handed_in, moderator_of, neighbour_in, published

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Every act in a thread of its own, all let go together; "done", or the refusal's code, in their order."""
    ready, answers = threading.Barrier(len(acts)), [""] * len(acts)

    def run(number: int) -> None:
        try:
            connection.ensure_connection()
            ready.wait(20)
            acts[number]()
            answers[number] = "done"
        except Refusal as refusal:
            answers[number] = refusal.code
        except Exception as error:
            answers[number] = repr(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def test_handing_in_from_two_windows_hands_in_once():
    draft = draft_in(contest_in(PhaseKind.CALL))

    def submit() -> None:
        submit_proposal(code=draft.code, actor=draft.author, consent=True, now=timezone.now())

    assert sorted(at_once(submit, submit, submit)) == ["done", "wrong_state", "wrong_state"]
    assert Submission.objects.get().round == 1


def test_every_endorsement_at_once_is_counted():
    contest = contest_in(PhaseKind.CALL)
    proposal, neighbours = published(contest), [neighbour_in(contest) for _number in range(8)]
    acts = [
        lambda actor=actor: endorse_proposal(code=proposal.code, actor=actor, now=timezone.now())
        for actor in [*neighbours, *neighbours[:4]]
    ]
    assert at_once(*acts) == ["done"] * 12
    proposal.refresh_from_db()
    assert proposal.endorsement_count == 8


@pytest.mark.parametrize("turn", range(5))
def test_a_decision_and_a_withdrawal_at_once_end_in_one_of_them(turn):
    proposal = handed_in(contest_in(PhaseKind.CALL))
    moderator = moderator_of(proposal)
    answers = at_once(
        lambda: withdraw_proposal(code=proposal.code, actor=proposal.author, now=timezone.now()),
        lambda: decide_submission(
            code=proposal.submission.code, decision=Decision.APPROVE, actor=moderator, now=timezone.now()
        ),
    )
    proposal = Proposal.objects.select_related("submission", "thread").get()
    assert answers[0] == "done"
    assert answers[1] in ("done", "wrong_state")
    assert (proposal.state, proposal.submission.state) == (ProposalState.WITHDRAWN, "withdrawn")
    assert proposal.thread is None or not proposal.thread.is_public
