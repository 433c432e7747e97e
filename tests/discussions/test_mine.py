"""What 我的 lists, what an export covers, and what is left of somebody who goes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.core.models import OutboxItem
from portal.discussions.actions import edit_comment, erase_comments, follow_thread, forget_words, unfollow_thread
from portal.discussions.enums import CommentState, RemovedBy
from portal.discussions.models import Comment, CommentReport, CommentVersion, ThreadFollow
from portal.discussions.queries import thread_page
from portal.discussions.queries.mine import export_comments, my_comments
from portal.discussions.tasks import forget
from portal.discussions.wiring import erase, may_listen
from portal.moderation.enums import SubmissionState
from tests.factories import CommentFactory, ThreadFactory, ThreadFollowFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
OLD = NOW - timedelta(days=60)


def test_mine_lists_every_comment_with_its_state_and_what_to_do(thread, neighbour, django_assert_num_queries):
    states = [CommentState.PENDING, CommentState.PUBLISHED, CommentState.RETURNED, CommentState.HIDDEN]
    said = [
        CommentFactory(thread=thread, author=neighbour, state=state, submitted_at=NOW - timedelta(minutes=n))
        for n, state in enumerate(states)
    ]
    with django_assert_num_queries(1):
        items = my_comments(neighbour)
    assert [item.title for item in items] == [comment.excerpt for comment in said]
    assert [item.state_tone for item in items] == ["wait", "done", "agate", "agate"]
    assert [bool(item.action_hint) for item in items] == [False, False, True, True]
    assert items[1].url == said[1].get_absolute_url()
    assert items[2].url == said[2].submission.get_absolute_url()
    assert thread.title in items[0].kind_label


def test_long_words_are_listed_by_their_beginning(thread, neighbour):
    CommentFactory(thread=thread, author=neighbour, text="长" * 100)
    assert my_comments(neighbour)[0].title == "长" * 39 + "…"


def test_an_export_holds_every_word_reports_and_what_is_followed(thread, neighbour):
    comment = CommentFactory(thread=thread, author=neighbour, text="原来的话", submitted_at=NOW)
    edit_comment(code=comment.code, text="改过的话", actor=neighbour, now=NOW)
    CommentReport.objects.create(
        comment=CommentFactory(thread=thread), reporter=neighbour, reason="abuse", words="骂人", made_at=NOW
    )
    ThreadFollowFactory(thread=thread, user=neighbour)
    found = export_comments(neighbour)
    assert [(row["text"], row["state"]) for row in found["comments"]] == [("改过的话", "pending")]
    assert found["comments"][0]["earlier_versions"][0]["text"] == "原来的话"
    assert found["reports"][0]["words"] == "骂人"
    assert found["followed_discussions"] == [thread.title]


@pytest.mark.parametrize("rows", [1, 3])
def test_an_export_costs_the_same_however_much_was_said(thread, neighbour, rows, django_assert_num_queries):
    for _ in range(rows):
        CommentFactory(thread=thread, author=neighbour)
    with django_assert_num_queries(4):
        export_comments(neighbour)


def test_leaving_takes_everything_back_and_forgets_what_need_not_be_kept(thread, neighbour):
    comment = CommentFactory(thread=thread, author=neighbour, submitted_at=OLD, stance="for")
    CommentVersion.objects.create(comment=comment, text="更早的话", written_at=OLD, replaced_at=OLD)
    reply = CommentFactory(parent=comment)
    assert erase(neighbour, NOW) == []
    comment.refresh_from_db()
    assert (comment.state, comment.removed_by, comment.text) == (CommentState.REMOVED, RemovedBy.AUTHOR, "")
    assert comment.submission.state == SubmissionState.WITHDRAWN
    assert not CommentVersion.objects.exists()
    thread.refresh_from_db()
    assert (thread.comment_count, thread.for_count) == (1, 0)
    shown = thread_page(thread, UserFactory(), None, NOW).comments[0]
    assert [item.code for item in shown.replies] == [reply.code]


def test_words_of_the_last_60_days_are_kept_out_of_sight_and_then_forgotten(thread, neighbour):
    recent = OLD + timedelta(microseconds=1)
    comment = CommentFactory(thread=thread, author=neighbour, submitted_at=recent, text="最近的话")
    kept = erase_comments(user=neighbour, now=NOW)
    due = recent + timedelta(days=60)
    assert len(kept) == 1
    assert f"{timezone.localdate(due):%Y-%m-%d}" in kept[0]
    item = OutboxItem.objects.get(topic="discussions.forget")
    assert (item.key, item.due_at) == (comment.code, due)
    forget_words(code=comment.code, now=due - timedelta(microseconds=1))
    comment.refresh_from_db()
    assert comment.text == "最近的话"
    forget_words(code=comment.code, now=due)
    forget_words(code=comment.code, now=due)
    comment.refresh_from_db()
    assert comment.text == ""
    assert my_comments(neighbour)[0].title == "（已删除）"


def test_the_outbox_forgets_by_the_clock(thread, neighbour):
    comment = CommentFactory(thread=thread, author=neighbour, submitted_at=OLD, state=CommentState.REMOVED)
    forget(OutboxItem(topic="discussions.forget", key=comment.code))
    forget(OutboxItem(topic="discussions.forget", key="nothing"))
    comment.refresh_from_db()
    assert comment.text == ""


def test_a_change_begins_the_60_days_anew(thread, neighbour):
    comment = CommentFactory(thread=thread, author=neighbour, submitted_at=OLD, edited_at=OLD + timedelta(days=1))
    assert len(erase_comments(user=neighbour, now=NOW)) == 1
    comment.refresh_from_db()
    assert comment.text


def test_what_moderators_hid_stays_hidden_by_them_when_its_author_leaves(thread, neighbour):
    comment = CommentFactory(
        thread=thread, author=neighbour, submitted_at=OLD, state=CommentState.HIDDEN, removal_reason="点名骂人"
    )
    erase_comments(user=neighbour, now=NOW)
    comment.refresh_from_db()
    assert (comment.state, comment.removal_reason, comment.text) == (CommentState.HIDDEN, "点名骂人", "")
    assert comment.submission.state == SubmissionState.WITHDRAWN


def test_ones_own_reason_for_removing_goes_with_the_words(thread, neighbour):
    comment = CommentFactory(
        thread=thread, author=neighbour, submitted_at=OLD, state=CommentState.REMOVED, removal_reason="我家有事"
    )
    erase_comments(user=neighbour, now=NOW)
    comment.refresh_from_db()
    assert comment.removal_reason == ""


def test_leaving_twice_takes_nothing_back_twice(thread, neighbour):
    CommentFactory(thread=thread, author=neighbour, submitted_at=OLD)
    erase_comments(user=neighbour, now=NOW)
    assert erase_comments(user=neighbour, now=NOW) == []
    thread.refresh_from_db()
    assert thread.comment_count == 0


def test_reports_and_follows_go_and_the_communitys_answers_stay(thread, moderator):
    answer = CommentFactory(thread=thread, author=moderator, official=True, submitted_at=OLD)
    ThreadFollowFactory(thread=thread, user=moderator)
    CommentReport.objects.create(comment=CommentFactory(thread=thread), reporter=moderator, reason="false", made_at=NOW)
    kept = erase_comments(user=moderator, now=NOW)
    assert len(kept) == 1
    answer.refresh_from_db()
    assert (answer.state, bool(answer.text)) == (CommentState.PUBLISHED, True)
    assert not ThreadFollow.objects.exists()
    assert not CommentReport.objects.exists()


def test_somebody_elses_words_are_not_touched(thread, neighbour):
    other = CommentFactory(thread=thread, submitted_at=OLD)
    erase_comments(user=neighbour, now=NOW)
    other.refresh_from_db()
    assert other.state == CommentState.PUBLISHED
    assert Comment.objects.filter(text="").count() == 0


def test_whoever_may_read_a_thread_may_listen(thread, neighbour, moderator):
    hidden = ThreadFactory(community=thread.community, is_public=False)
    assert may_listen(neighbour, thread.code)
    assert not may_listen(neighbour, hidden.code)
    assert may_listen(moderator, hidden.code)
    assert not may_listen(moderator, "nothing")


def test_following_and_unfollowing_may_be_repeated(thread, neighbour):
    for _ in range(2):
        follow_thread(thread=thread, user=neighbour)
    assert ThreadFollow.objects.count() == 1
    for _ in range(2):
        unfollow_thread(thread=thread, user=neighbour)
    assert not ThreadFollow.objects.exists()
