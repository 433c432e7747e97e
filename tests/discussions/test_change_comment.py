from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from portal.core.errors import Forbidden, Hidden, Invalid, OutsideWindow, SignInNeeded, WrongState
from portal.discussions.actions import answer_officially, edit_comment, remove_comment
from portal.discussions.enums import CommentState, RemovedBy, Stance
from portal.discussions.models import Comment, CommentVersion
from portal.discussions.rules import EDIT_WINDOW
from portal.moderation.enums import SubmissionState
from tests.factories import CommentFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
MICRO = timedelta(microseconds=1)


def edit(comment, text="改一改：坡道请做缓一点。", **changes) -> Comment:
    return edit_comment(**{"code": comment.code, "text": text, "actor": comment.author, "now": NOW} | changes)


def remove(comment, **changes) -> Comment:
    return remove_comment(**{"code": comment.code, "actor": comment.author, "now": NOW} | changes)


def written(thread, **changes) -> Comment:
    return CommentFactory(**{"thread": thread, "submitted_at": NOW - timedelta(minutes=1), "stance": "for"} | changes)


def row(comment) -> tuple:
    return Comment.objects.filter(pk=comment.pk).values_list().get()


def counts(thread) -> tuple[int, int, int]:
    thread.refresh_from_db()
    return thread.comment_count, thread.for_count, thread.against_count


def test_a_changed_comment_keeps_its_earlier_words_and_goes_round_again(thread):
    comment = written(thread)
    edited = edit(comment, stance="against")
    assert (edited.state, edited.stance, edited.edited_at) == (CommentState.PENDING, Stance.AGAINST, NOW)
    assert edited.published_at == comment.published_at
    version = CommentVersion.objects.get()
    assert (version.text, version.stance) == (comment.text, Stance.FOR)
    assert (version.written_at, version.replaced_at) == (comment.submitted_at, NOW)
    submission = edited.submission
    submission.refresh_from_db()
    assert (submission.state, submission.round, submission.text) == (SubmissionState.SCREENING, 2, edited.text)
    assert counts(thread) == (0, 0, 0)


def test_a_second_change_remembers_when_the_first_was_made(thread):
    comment = written(thread)
    edit(comment, "一")
    edit(comment, "二", now=NOW + timedelta(minutes=1))
    assert list(CommentVersion.objects.values_list("text", "written_at")) == [
        (comment.text, comment.submitted_at),
        ("一", NOW),
    ]


def test_the_stance_stays_where_none_is_given_and_goes_where_it_is_emptied(thread):
    comment = written(thread)
    assert edit(comment).stance == Stance.FOR
    assert edit(comment, stance="").stance == ""


def test_the_window_for_changes_is_half_open(thread):
    comment = written(thread, submitted_at=NOW)
    before = row(comment)
    with pytest.raises(OutsideWindow):
        edit(comment, now=NOW + EDIT_WINDOW)
    assert row(comment) == before
    edit(comment, now=NOW + EDIT_WINDOW - MICRO)


def test_what_came_back_can_be_changed_whenever_and_sent_again_unchanged(thread):
    comment = written(thread, state=CommentState.RETURNED, submitted_at=NOW - timedelta(days=20))
    assert edit(comment, comment.text).state == CommentState.PENDING


def test_the_same_words_change_nothing(thread):
    comment = written(thread)
    before = row(comment)
    edit(comment, f" {comment.text} ")
    assert row(comment) == before
    assert not CommentVersion.objects.exists()


def test_a_changed_reply_takes_no_side(thread):
    reply = written(thread, parent=CommentFactory(thread=thread), stance="")
    with pytest.raises(Invalid):
        edit(reply, stance="for")
    assert edit(reply, stance="").state == CommentState.PENDING


def test_a_change_is_refused_to_everybody_else(thread, moderator):
    comment = written(thread)
    before = row(comment)
    with pytest.raises(SignInNeeded):
        edit(comment, actor=AnonymousUser())
    for actor in (UserFactory(), moderator):
        with pytest.raises(Forbidden):
            edit(comment, actor=actor)
    assert row(comment) == before


def test_what_cannot_be_read_cannot_be_changed_or_removed(thread):
    waiting = written(thread, state=CommentState.PENDING)
    for act in (edit, remove):
        with pytest.raises(Hidden):
            act(waiting, actor=UserFactory())


@pytest.mark.parametrize("state", [CommentState.HIDDEN, CommentState.REMOVED])
def test_what_was_taken_back_can_neither_be_changed_nor_removed(thread, state):
    comment = written(thread, state=state)
    before = row(comment)
    for act in (edit, remove):
        with pytest.raises(WrongState):
            act(comment)
    assert row(comment) == before


def test_a_closed_thread_takes_no_changes_but_lets_go(thread):
    comment = written(thread)
    thread.closes_at = NOW
    thread.save(update_fields=["closes_at"])
    with pytest.raises(OutsideWindow):
        edit(comment)
    assert remove(comment).state == CommentState.REMOVED


@pytest.mark.parametrize("text", ["", "长" * 1001])
def test_a_change_to_no_words_or_too_many_is_refused(thread, text):
    comment = written(thread)
    with pytest.raises(Invalid):
        edit(comment, text)
    assert not CommentVersion.objects.exists()


def test_a_removed_comment_says_who_did_it_and_leaves_moderation(thread):
    comment = written(thread)
    removed = remove(comment, reason="说错了楼号")
    assert (removed.state, removed.removed_by) == (CommentState.REMOVED, RemovedBy.AUTHOR)
    assert removed.removal_reason == "说错了楼号"
    removed.submission.refresh_from_db()
    assert removed.submission.state == SubmissionState.WITHDRAWN
    assert counts(thread) == (0, 0, 0)


@pytest.mark.parametrize("state", [CommentState.PENDING, CommentState.RETURNED])
def test_what_was_never_published_can_be_removed_and_no_count_moves(thread, state):
    comment = written(thread, state=state)
    assert remove(comment).state == CommentState.REMOVED
    assert counts(thread) == (0, 0, 0)


def test_removing_is_refused_to_everybody_else(thread, moderator):
    comment = written(thread)
    with pytest.raises(SignInNeeded):
        remove(comment, actor=AnonymousUser())
    for actor in (UserFactory(), moderator):
        with pytest.raises(Forbidden):
            remove(comment, actor=actor)
    assert counts(thread) == (1, 1, 0)


def answered(thread, moderator):
    return answer_officially(thread_code=thread.code, text="社区答复：可行。", actor=moderator, now=NOW)


def test_an_answer_of_the_community_is_taken_back_with_a_reason(thread, moderator):
    answer = answered(thread, moderator)
    with pytest.raises(Invalid) as refusal:
        remove(answer)
    assert list(refusal.value.fields) == ["reason"]
    removed = remove(answer, reason="数字有误，重新答复")
    assert (removed.removed_by, removed.removal_reason) == (RemovedBy.MODERATOR, "数字有误，重新答复")
    thread.refresh_from_db()
    assert (thread.pinned, thread.comment_count) == (None, 0)


def test_an_older_answer_is_taken_back_and_the_newer_stays_on_top(thread, moderator):
    older, newer = answered(thread, moderator), answered(thread, moderator)
    remove(older, reason="有了新的答复")
    thread.refresh_from_db()
    assert thread.pinned == newer


def test_an_answer_of_the_community_is_nobodys_to_change(thread, moderator):
    answer = answered(thread, moderator)
    with pytest.raises(Forbidden):
        edit(answer)
    with pytest.raises(Forbidden):
        remove(answer, actor=UserFactory(), reason="不喜欢")
