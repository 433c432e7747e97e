from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from portal.core.errors import Forbidden, Hidden, Invalid, OutsideWindow, SignInNeeded, WrongState
from portal.moderation.actions import appeal_decision, decide_appeal, decide_submission
from portal.moderation.enums import AppealState, Decision, SubmissionState
from portal.moderation.models import Appeal, Submission
from portal.moderation.rules import appeal_until
from portal.notices.models import Notice
from tests.factories import HouseholdFactory, ResidentFactory
from tests.moderation.conftest import MONDAY

LATER = MONDAY + timedelta(days=1)
# The decision falls on Monday, November 23rd in Shanghai: the fifteenth day after it is December 8th, until midnight.
TOO_LATE = datetime(2026, 12, 8, 16, 0, tzinfo=UTC)


@pytest.fixture
def returned(here, waiting) -> Submission:
    return decide_submission(
        code=waiting.code, decision=Decision.RETURN, actor=here.moderator, reason="写清楚", now=MONDAY
    )


def appeal(submission, actor, **changes) -> Appeal:
    return appeal_decision(**{"code": submission.code, "actor": actor, "text": "已经写清楚了", "now": LATER} | changes)


def answer(submission, actor, **changes) -> Appeal:
    terms = {"code": submission.code, "overturn": True, "actor": actor, "answer": "您说得对", "now": LATER}
    return decide_appeal(**terms | changes)


def assert_no_answer(submission, state=SubmissionState.RETURNED) -> None:
    assert Submission.objects.get(pk=submission.pk).state == state
    assert Appeal.objects.get().state == AppealState.OPEN


@pytest.mark.parametrize("decision", [Decision.RETURN, Decision.HIDE])
def test_appeal_waits_for_another_person_with_a_promise_of_its_own(here, waiting, decision):
    decide_submission(code=waiting.code, decision=decision, actor=here.moderator, reason="写清楚", now=MONDAY)
    made = appeal(waiting, here.author)
    assert (made.state, made.against, made.due_at) == (AppealState.OPEN, here.moderator, LATER + timedelta(days=3))
    waiting.refresh_from_db()
    assert (waiting.waiting_since, waiting.due_at) == (LATER, made.due_at)
    assert ModelLogEntry.objects.filter(action="moderation.appeal").count() == 1


def test_appeal_window_ends_at_midnight_after_the_fifteenth_day(here, returned):
    assert appeal_until(MONDAY) == TOO_LATE
    with pytest.raises(OutsideWindow):
        appeal(returned, here.author, now=TOO_LATE)
    assert not Appeal.objects.exists()
    assert appeal(returned, here.author, now=TOO_LATE - timedelta(microseconds=1)).state == AppealState.OPEN


def test_appeal_window_counts_shanghai_days():
    just_before_midnight = datetime(2026, 11, 23, 15, 59, tzinfo=UTC)
    just_after = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    assert appeal_until(just_after) - appeal_until(just_before_midnight) == timedelta(days=1)


def test_each_decision_is_appealed_against_once(here, returned):
    appeal(returned, here.author)
    with pytest.raises(WrongState):
        appeal(returned, here.author)
    answer(returned, here.colleague(), overturn=False)
    with pytest.raises(WrongState):
        appeal(returned, here.author)
    assert Appeal.objects.count() == 1


def test_new_decision_may_be_appealed_against_anew(here, returned):
    appeal(returned, here.author)
    answer(returned, here.colleague())
    decide_submission(code=returned.code, decision=Decision.HIDE, actor=here.moderator, reason="又", now=LATER)
    assert appeal(returned, here.author).state == AppealState.OPEN
    assert Appeal.objects.count() == 2


@pytest.mark.parametrize("text", ["", "  ", "长" * 1001])
def test_appeal_needs_words_but_not_too_many(here, returned, text):
    with pytest.raises(Invalid) as refused:
        appeal(returned, here.author, text=text)
    assert "text" in refused.value.fields
    assert not Appeal.objects.exists()
    assert Submission.objects.get().due_at == returned.due_at


def test_appeal_is_the_authors_alone(here, returned):
    for actor, refusal in ((AnonymousUser(), SignInNeeded), (here.moderator, Hidden), (here.stranger(), Hidden)):
        with pytest.raises(refusal):
            appeal(returned, actor)
    with pytest.raises(Hidden):
        appeal(returned, here.author, code="nothing")
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("decision", [None, Decision.APPROVE])
def test_there_must_be_something_to_appeal_against(here, waiting, decision):
    if decision:
        decide_submission(code=waiting.code, decision=decision, actor=here.moderator, now=MONDAY)
    with pytest.raises(WrongState):
        appeal(waiting, here.author)


def test_restored_thing_cannot_be_appealed_about(here, returned):
    decide_submission(code=returned.code, decision=Decision.RESTORE, actor=here.moderator, now=LATER)
    with pytest.raises(WrongState):
        appeal(returned, here.author)


def test_overturning_publishes_after_all_and_tells_the_author(here, room, returned):
    appeal(returned, here.author)
    colleague = here.colleague()
    answered = answer(returned, colleague)
    assert (answered.state, answered.decided_by, answered.answer) == (AppealState.OVERTURNED, colleague, "您说得对")
    assert Submission.objects.get().state == SubmissionState.PUBLISHED
    assert room.decided[-1] == (returned.code, "restore")
    assert "您说得对" in Notice.objects.latest("pk").body
    entry = ModelLogEntry.objects.get(action="moderation.answer_appeal")
    assert entry.data == {"overturned": True, "answer": "您说得对"}


def test_upholding_leaves_the_decision_and_tells_the_author(here, room, returned):
    appeal(returned, here.author)
    before = list(room.decided)
    assert answer(returned, here.colleague(), overturn=False).state == AppealState.UPHELD
    assert Submission.objects.get().state == SubmissionState.RETURNED
    assert room.decided == before
    notice = Notice.objects.latest("pk")
    assert (notice.kind, notice.recipient) == ("moderation.appeal_answered", here.author)


def test_whoever_decided_cannot_answer(here, returned):
    appeal(returned, here.author)
    with pytest.raises(Forbidden):
        answer(returned, here.moderator)
    assert_no_answer(returned)


def test_household_of_the_author_cannot_answer(here, returned):
    door = HouseholdFactory(community=here.community)
    here.author.resident.household = door
    here.author.resident.save()
    relative = here.colleague()
    ResidentFactory(user=relative, community=here.community, household=door)
    appeal(returned, here.author)
    with pytest.raises(Forbidden):
        answer(returned, relative)
    assert_no_answer(returned)


def test_appeal_does_not_exist_for_another_communitys_moderator(here, returned):
    appeal(returned, here.author)
    with pytest.raises(Hidden):
        answer(returned, here.stranger())
    assert_no_answer(returned)


@pytest.mark.parametrize("words", ["", "  "])
def test_answer_needs_words(here, returned, words):
    appeal(returned, here.author)
    with pytest.raises(Invalid):
        answer(returned, here.colleague(), answer=words)
    assert_no_answer(returned)


def test_second_answer_comes_too_late(here, returned):
    appeal(returned, here.author)
    answer(returned, here.colleague(), overturn=False)
    with pytest.raises(WrongState):
        answer(returned, here.colleague())
    assert Appeal.objects.get().state == AppealState.UPHELD


def test_database_keeps_the_decider_from_answering(here, returned):
    made = appeal(returned, here.author)
    made.decided_by = here.moderator
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save()
