from datetime import timedelta

import pytest

from portal.core.errors import WrongState
from portal.core.models import OutboxItem
from portal.moderation.actions import (
    appeal_decision,
    decide_submission,
    forward_submission,
    queue_again,
    withdraw_submission,
)
from portal.moderation.enums import AppealState, Decision, SubmissionEvent, SubmissionState
from portal.moderation.models import Round, Ruling, Submission
from tests.factories import CommunityFactory
from tests.moderation.conftest import MONDAY

LATER = MONDAY + timedelta(days=1)


def decided(here, submission, decision, reason="写清楚") -> Submission:
    return decide_submission(code=submission.code, decision=decision, actor=here.moderator, reason=reason, now=MONDAY)


def test_submission_waits_for_the_screen_with_a_promise(here):
    submission = here.submit()
    assert (submission.state, submission.round) == (SubmissionState.SCREENING, 1)
    assert (submission.inbox, submission.due_at) == (here.community, MONDAY + timedelta(days=3))
    assert (submission.submitted_at, submission.waiting_since) == (MONDAY, MONDAY)
    assert OutboxItem.objects.get().key == f"{submission.code}:1"
    assert Round.objects.get().text == submission.text
    assert Ruling.objects.get().event == SubmissionEvent.RESUBMIT


def test_long_title_is_cut_to_what_the_column_holds(here):
    assert len(here.submit(title="长" * 300).title) == 120


def test_submission_needs_a_community(here):
    with pytest.raises(ValueError, match="belongs to a community"):
        here.submit(community=None)
    assert not Submission.objects.exists()


def test_submission_of_an_unknown_kind_is_a_programming_error(here):
    with pytest.raises(KeyError):
        here.submit(kind="nobody registered this")
    assert not Submission.objects.exists()


@pytest.mark.parametrize("decision", [Decision.RETURN, Decision.APPROVE])
def test_going_round_again_forgets_the_decision_and_promises_anew(here, decision):
    first = decided(here, here.submit(), decision)
    again = here.submit(previous=first, title="改过的", text="写清楚了。", now=LATER)
    assert (again.pk, again.state, again.round) == (first.pk, SubmissionState.SCREENING, 2)
    assert (again.reason, again.screen_verdict, again.decided_at, again.decided_by) == ("", "", None, None)
    assert (again.due_at, again.waiting_since) == (LATER + timedelta(days=3), LATER)
    assert [(each.number, each.title) for each in again.rounds.all()] == [(1, first.title), (2, "改过的")]
    assert OutboxItem.objects.filter(key=f"{again.code}:2").exists()


def test_going_round_again_comes_back_to_its_own_community(here):
    elsewhere = CommunityFactory()
    submission = here.submit()
    forward_submission(code=submission.code, community=elsewhere, actor=here.moderator, reason="转", now=MONDAY)
    assert here.submit(previous=submission).inbox == here.community


def test_what_is_hidden_cannot_go_round_again(here):
    hidden = decided(here, here.submit(), Decision.HIDE)
    with pytest.raises(WrongState):
        here.submit(previous=hidden, text="再来")
    assert Submission.objects.get().round == Round.objects.count() == 1


def test_withdrawing_leaves_the_inbox(here, waiting):
    withdrawn = withdraw_submission(submission=waiting, now=LATER)
    assert withdrawn.state == SubmissionState.WITHDRAWN
    assert waiting.rulings.latest("pk").actor == here.author
    with pytest.raises(WrongState):
        withdraw_submission(submission=waiting, now=LATER)


@pytest.mark.parametrize("way_on", ["again", "withdraw", "restore"])
def test_an_open_appeal_lapses_where_the_thing_moves_on(here, waiting, way_on):
    decided(here, waiting, Decision.RETURN)
    appeal = appeal_decision(code=waiting.code, actor=here.author, text="不同意", now=MONDAY)
    match way_on:
        case "again":
            here.submit(previous=waiting, now=LATER)
        case "withdraw":
            withdraw_submission(submission=waiting, now=LATER)
        case "restore":
            decide_submission(code=waiting.code, decision=Decision.RESTORE, actor=here.moderator, now=LATER)
    appeal.refresh_from_db()
    assert (appeal.state, appeal.decided_at) == (AppealState.LAPSED, LATER)


def test_what_is_published_can_be_queued_again_and_stays_published_meanwhile(here, room, waiting):
    decided(here, waiting, Decision.APPROVE)
    before = list(room.decided)
    queued = queue_again(submission=waiting, now=LATER)
    assert (queued.state, queued.reported) == (SubmissionState.QUEUED, True)
    assert (queued.waiting_since, queued.due_at) == (LATER, LATER + timedelta(days=3))
    assert room.decided == before


def test_what_waits_already_is_not_queued_twice(here, waiting):
    steps = waiting.rulings.count()
    assert queue_again(submission=waiting, now=LATER).due_at == waiting.due_at
    assert waiting.rulings.count() == steps


def test_what_is_not_published_cannot_be_queued_again(here, waiting):
    decided(here, waiting, Decision.HIDE)
    with pytest.raises(WrongState):
        queue_again(submission=waiting, now=LATER)
