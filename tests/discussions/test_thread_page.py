"""A thread as a viewer sees it, and what a page of it costs."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from portal.core.errors import Hidden, Invalid
from portal.discussions.actions import answer_officially
from portal.discussions.enums import CommentState, RemovedBy, Stance
from portal.discussions.models import Comment, Thread
from portal.discussions.queries import replies_page, thread_page
from tests.factories import (
    CommentFactory,
    ResidentFactory,
    ThreadFactory,
    ThreadFollowFactory,
    UserFactory,
    busy_thread,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()
NOBODY = AnonymousUser()


def page(thread, viewer=NOBODY, cursor=None, **changes):
    thread.refresh_from_db()
    return thread_page(thread, viewer, cursor, NOW, **changes)


def codes(items) -> list[str]:
    return [item.code for item in items]


def at(minutes: int):
    return NOW - timedelta(minutes=minutes)


def test_a_page_has_the_newest_first_each_with_its_first_replies(thread):
    older, newer = CommentFactory(thread=thread, submitted_at=at(9)), CommentFactory(thread=thread, submitted_at=at(5))
    replies = [CommentFactory(parent=older) for _ in range(5)]
    shown = page(thread).comments
    assert codes(shown) == [newer.code, older.code]
    assert codes(shown[1].replies) == codes(replies[:3])
    assert (shown[0].more_replies, shown[1].more_replies) == (0, 2)


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_pages_together_hold_every_comment_once_in_order(thread, order):
    said = [CommentFactory(thread=thread, submitted_at=at(100 - n // 2)) for n in range(45)]
    found, cursor = [], None
    while True:
        part = page(thread, cursor=cursor, order=order)
        assert part.is_first == (cursor is None)
        found += codes(part.comments)
        cursor = part.next_cursor
        if cursor is None:
            break
    assert found == codes(said if order == "oldest" else reversed(said))


def test_a_side_is_shown_alone_and_without_gaps(thread):
    worried = CommentFactory(thread=thread, stance="against")
    CommentFactory(thread=thread, stance="for")
    CommentFactory(thread=thread, stance="against", state=CommentState.REMOVED, published_at=at(1))
    assert codes(page(thread, stance="against").comments) == [worried.code]
    assert [(side.stance, side.count) for side in page(thread).stances] == [
        (Stance.FOR, 1),
        (Stance.AGAINST, 1),
        (Stance.NEUTRAL, 0),
    ]


@pytest.mark.parametrize("changes", [{"order": "loudest"}, {"stance": "maybe"}, {"cursor": "forged"}])
def test_an_address_made_by_hand_is_refused(thread, changes):
    with pytest.raises(Invalid):
        page(thread, **changes)


def test_a_cursor_of_the_other_order_is_refused(thread):
    for n in range(21):
        CommentFactory(thread=thread, submitted_at=at(n))
    with pytest.raises(Invalid):
        page(thread, cursor=page(thread).next_cursor, order="oldest")


def test_the_answer_stands_on_top_and_in_no_page(thread, moderator):
    said = CommentFactory(thread=thread)
    older = answer_officially(thread_code=thread.code, text="旧", actor=moderator, now=at(3))
    newer = answer_officially(thread_code=thread.code, text="新", actor=moderator, now=at(2))
    shown = page(thread)
    assert (shown.pinned.code, shown.pinned.name) == (newer.code, thread.community.title)
    assert codes(shown.comments) == [said.code, older.code]
    assert not shown.pinned.mine


GAPS = [
    (CommentState.HIDDEN, {"removal_reason": "点名骂了邻居"}, "点名骂了邻居"),
    (CommentState.REMOVED, {}, "作者"),
    (CommentState.PENDING, {}, "作者正在修改"),
    (CommentState.RETURNED, {}, "作者正在修改"),
]


@pytest.mark.parametrize(("state", "changes", "words"), GAPS)
def test_what_was_taken_back_leaves_a_gap_that_says_why(thread, state, changes, words):
    comment = CommentFactory(thread=thread, state=state, published_at=at(5), stance="for", **changes)
    reply = CommentFactory(parent=comment)
    shown = page(thread).comments[0]
    assert words in shown.gap
    assert (shown.text, shown.stance_label, shown.state_label) == ("", "", "")
    assert (shown.may_reply, shown.may_report, shown.edited) == (False, False, False)
    assert codes(shown.replies) == [reply.code]


def test_an_answer_taken_back_says_why(thread):
    CommentFactory(
        thread=thread,
        official=True,
        state=CommentState.REMOVED,
        published_at=at(5),
        removed_by=RemovedBy.MODERATOR,
        removal_reason="数字有误",
    )
    assert "数字有误" in page(thread).comments[0].gap


def test_ones_own_that_wait_are_seen_by_nobody_else(thread, neighbour):
    waiting = CommentFactory(thread=thread, author=neighbour, state=CommentState.PENDING, stance="for")
    above = CommentFactory(thread=thread, author=ResidentFactory(alias="一号楼李奶奶").user)
    returned = CommentFactory(
        parent=above, author=neighbour, state=CommentState.RETURNED, submitted_at=NOW - timedelta(days=3)
    )
    CommentFactory(thread=thread, author=neighbour, state=CommentState.REMOVED)
    mine = page(thread, neighbour).mine
    assert codes(mine) == [waiting.code, returned.code]
    assert [item.state_label for item in mine] == ["等待审核", "退回修改"]
    assert [item.state_tone for item in mine] == ["wait", "agate"]
    assert [item.reply_to for item in mine] == ["", "一号楼李奶奶"]
    assert [item.decision for item in mine] == [None, returned.submission]
    assert [(item.may_edit, item.may_remove) for item in mine] == [(True, True), (True, True)]
    assert page(thread).mine == page(thread, UserFactory()).mine == []


def test_ones_own_are_not_repeated_on_further_pages(neighbour):
    thread = busy_thread(21)
    CommentFactory(thread=thread, author=neighbour, state=CommentState.PENDING)
    assert page(thread, neighbour, page(thread).next_cursor).mine == []


def test_an_author_reads_what_was_taken_back_from_others(thread, neighbour):
    CommentFactory(thread=thread, author=neighbour, state=CommentState.PENDING, published_at=at(5), text="改过的话")
    shown = page(thread, neighbour).comments[0]
    assert (shown.text, shown.state_label, shown.gap) == ("改过的话", "等待审核", "")
    Comment.objects.update(state=CommentState.REMOVED, removed_by="author")
    assert page(thread, neighbour).comments[0].text == ""


def test_what_one_may_do_depends_on_who_one_is(thread, neighbour, moderator):
    CommentFactory(thread=thread, author=neighbour)
    answer_officially(thread_code=thread.code, text="答复", actor=moderator, now=at(1))

    def may(viewer):
        shown = page(thread, viewer)
        item = shown.comments[0]
        return (item.may_edit, item.may_remove, item.may_report, item.may_reply, shown.pinned.may_remove)

    assert may(NOBODY) == (False, False, True, True, False)
    assert may(UserFactory()) == (False, False, True, True, False)
    assert may(neighbour) == (True, True, False, True, False)
    assert may(moderator) == (False, False, True, True, True)
    assert page(thread, moderator).may_answer
    assert not page(thread, neighbour).may_answer


def test_a_closed_thread_is_read_only(neighbour):
    thread = ThreadFactory(closes_at=NOW)
    CommentFactory(thread=thread, author=neighbour)
    shown = page(thread, neighbour)
    item = shown.comments[0]
    assert (shown.locked, item.may_edit, item.may_reply, item.may_remove) == (True, False, False, True)


def test_what_is_needed_for_writing_is_said(thread, neighbour):
    assert page(thread).needs == "sign_in"
    assert page(thread, UserFactory(phone_verified_at=None)).needs == "verify"
    assert page(thread, neighbour).needs == ""


def test_following_is_shown_to_whoever_follows(thread):
    follow = ThreadFollowFactory(thread=thread)
    assert page(thread, follow.user).following
    assert not page(thread, UserFactory()).following


def test_a_thread_that_is_not_public_exists_for_those_who_speak_for_it(moderator, thread):
    Thread.objects.update(is_public=False)
    assert page(thread, moderator).comments == []
    for viewer in (NOBODY, UserFactory()):
        with pytest.raises(Hidden):
            page(thread, viewer)


def test_people_without_an_alias_are_neighbours(thread):
    CommentFactory(thread=thread, author=UserFactory())
    assert page(thread).comments[0].name == "一位邻居"


def test_replies_stand_in_their_order_on_further_pages(thread):
    above = CommentFactory(thread=thread)
    replies = [CommentFactory(parent=above) for _ in range(25)]
    first = replies_page(thread, above.code, NOBODY, None, NOW)
    rest = replies_page(thread, above.code, NOBODY, first.next_cursor, NOW)
    assert codes(first.replies + rest.replies) == codes(replies)
    assert (rest.next_cursor, first.skipped) == (None, False)
    later = replies_page(thread, above.code, NOBODY, None, NOW, first_place=24)
    assert (codes(later.replies), later.skipped) == (codes(replies[23:]), True)


def test_ones_own_waiting_replies_stand_with_the_comment(thread, neighbour):
    above = CommentFactory(thread=thread)
    waiting = CommentFactory(parent=above, author=neighbour, state=CommentState.PENDING)
    CommentFactory(thread=thread, author=neighbour, state=CommentState.PENDING)
    assert codes(replies_page(thread, above.code, neighbour, None, NOW).mine) == [waiting.code]


def test_replies_of_what_one_may_not_see_do_not_exist(thread):
    waiting = CommentFactory(thread=thread, state=CommentState.PENDING)
    reply = CommentFactory(parent=CommentFactory(thread=thread))
    elsewhere = CommentFactory()
    for code in (waiting.code, reply.code, elsewhere.code, "nothing"):
        with pytest.raises(Hidden):
            replies_page(thread, code, UserFactory(), None, NOW)


@pytest.mark.parametrize(("upper", "replies"), [(1, 1), (3, 3), (5, 5), (500, 500), (5_000, 5_000)])
def test_a_page_costs_the_same_however_much_was_said(upper, replies, neighbour, moderator, django_assert_num_queries):
    thread = busy_thread(upper, replies, community=moderator.appointments.get().community)
    with django_assert_num_queries(2):
        thread_page(thread, NOBODY, None, NOW)
    with django_assert_num_queries(5):
        thread_page(thread, neighbour, None, NOW)
    with django_assert_num_queries(6):
        thread_page(thread, moderator, None, NOW)
    answer_officially(thread_code=thread.code, text="答复", actor=moderator, now=NOW)
    thread = Thread.objects.known(thread.code, NOBODY)
    with django_assert_num_queries(3):
        thread_page(thread, NOBODY, None, NOW)


@pytest.mark.parametrize("rows", [1, 3, 1_000])
def test_a_page_of_replies_costs_the_same_however_many(rows, neighbour, django_assert_num_queries):
    thread = busy_thread(1, rows)
    code = Comment.objects.get(parent=None).code
    with django_assert_num_queries(2):
        replies_page(thread, code, NOBODY, None, NOW)
    with django_assert_num_queries(5):
        replies_page(thread, code, neighbour, None, NOW)


@pytest.mark.parametrize("rows", [1, 3])
def test_ones_own_that_wait_cost_the_same_however_many(thread, neighbour, rows, django_assert_num_queries):
    above = CommentFactory(thread=thread)
    for _ in range(rows):
        CommentFactory(parent=above, author=neighbour, state=CommentState.RETURNED)
    with django_assert_num_queries(5):
        assert len([item.decision for item in thread_page(thread, neighbour, None, NOW).mine]) == rows
