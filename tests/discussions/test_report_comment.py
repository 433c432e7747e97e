from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from portal.core.errors import Forbidden, Hidden, Invalid, SignInNeeded, VerificationNeeded, WrongState
from portal.discussions.actions import report_comment
from portal.discussions.enums import CommentState
from portal.discussions.models import Comment, CommentReport
from portal.moderation.actions import decide_submission
from portal.moderation.enums import Decision, SubmissionState
from portal.moderation.models import Submission
from tests.factories import CommentFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def report(comment, actor, **changes) -> CommentReport:
    return report_comment(
        **{"code": comment.code, "reason": "abuse", "words": "点名骂人", "actor": actor, "now": NOW} | changes
    )


@pytest.fixture
def comment(thread):
    return CommentFactory(thread=thread, stance="for")


def test_a_reported_comment_stays_and_waits_for_a_person(comment, neighbour):
    made = report(comment, neighbour)
    comment.refresh_from_db()
    assert comment.state == CommentState.PUBLISHED
    assert (comment.submission.state, comment.submission.due_at) == (SubmissionState.QUEUED, NOW + timedelta(days=1))
    assert (made.reporter, made.reason, made.words) == (neighbour, "abuse", "点名骂人")


def test_reporting_twice_counts_once_and_a_second_neighbour_changes_no_promise(comment, neighbour):
    assert report(comment, neighbour) == report(comment, neighbour, reason="false")
    report(comment, UserFactory(), now=NOW + timedelta(hours=5))
    comment.submission.refresh_from_db()
    assert comment.submission.due_at == NOW + timedelta(days=1)
    assert CommentReport.objects.count() == 2


def test_an_unfounded_report_leaves_everything_as_it_was(comment, neighbour, moderator, thread):
    report(comment, neighbour)
    decide_submission(code=comment.submission.code, decision=Decision.APPROVE, actor=moderator, now=NOW)
    comment.refresh_from_db()
    thread.refresh_from_db()
    assert (comment.state, thread.comment_count, thread.for_count) == (CommentState.PUBLISHED, 1, 1)


def test_a_founded_report_hides_it_or_sends_it_back(comment, neighbour, moderator, thread):
    other = CommentFactory(thread=thread)
    for reported, decision, state in (
        (comment, Decision.HIDE, CommentState.HIDDEN),
        (other, Decision.RETURN, CommentState.RETURNED),
    ):
        report(reported, neighbour)
        code = reported.submission.code
        decide_submission(code=code, decision=decision, actor=moderator, reason="请就事论事", now=NOW)
        reported.refresh_from_db()
        assert reported.state == state
    thread.refresh_from_db()
    assert thread.comment_count == 0


def test_reporting_is_refused_without_a_confirmed_number(comment):
    with pytest.raises(SignInNeeded):
        report(comment, AnonymousUser())
    with pytest.raises(VerificationNeeded):
        report(comment, UserFactory(phone_verified_at=None))
    assert not CommentReport.objects.exists()


def test_ones_own_and_the_communitys_words_cannot_be_reported(comment, neighbour, thread):
    official = CommentFactory(thread=thread, official=True)
    for reported, actor in ((comment, comment.author), (official, neighbour)):
        with pytest.raises(Forbidden):
            report(reported, actor)
    assert not CommentReport.objects.exists()


def test_what_cannot_be_read_cannot_be_reported(thread, neighbour):
    for state in (CommentState.PENDING, CommentState.HIDDEN):
        with pytest.raises(Hidden):
            report(CommentFactory(thread=thread, state=state), neighbour)


def test_a_report_needs_one_of_the_reasons(comment, neighbour):
    with pytest.raises(Invalid) as refusal:
        report(comment, neighbour, reason="boring")
    assert list(refusal.value.fields) == ["reason"]
    assert Submission.objects.get().state == SubmissionState.PUBLISHED


def test_a_comment_whose_submission_left_meanwhile_cannot_be_reported(comment, neighbour):
    Submission.objects.update(state=SubmissionState.WITHDRAWN)
    with pytest.raises(WrongState):
        report(comment, neighbour)
    assert not CommentReport.objects.exists()
    assert Comment.objects.get().state == CommentState.PUBLISHED
