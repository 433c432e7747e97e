"""What moderation decides happens to the comment, and the counts follow."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.core.models import LiveEvent
from portal.discussions.actions import edit_comment, write_comment
from portal.discussions.enums import CommentState, RemovedBy
from portal.discussions.models import Comment, Thread
from portal.moderation.actions import decide_submission, record_verdict
from portal.moderation.enums import Decision, SubmissionState, Verdict
from portal.notices.actions import send_digest
from portal.notices.models import Digest, Notice
from tests.factories import CommentFactory, ResidentFactory, ThreadFollowFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def say(thread, actor, text="赞成。", **changes) -> Comment:
    return write_comment(**{"thread_code": thread.code, "text": text, "actor": actor, "now": NOW} | changes)


def decide(comment, decision, actor, reason="请就事论事", now=NOW) -> Comment:
    code = comment.submission.code
    decide_submission(code=code, decision=decision, actor=actor, reason=reason, now=now)
    comment.refresh_from_db()
    return comment


def screened(comment, verdict=Verdict.PASS, now=NOW) -> Comment:
    submission = comment.submission
    submission.refresh_from_db()
    record_verdict(code=submission.code, round_number=submission.round, verdict=verdict, now=now)
    comment.refresh_from_db()
    return comment


def counts(thread) -> tuple[int, int, int, int]:
    return Thread.objects.values_list("comment_count", "for_count", "against_count", "neutral_count").get(pk=thread.pk)


def test_an_approved_comment_is_published_and_counted_with_its_stance(thread, neighbour, moderator):
    comment = decide(say(thread, neighbour, stance="against"), Decision.APPROVE, moderator)
    assert (comment.state, comment.published_at) == (CommentState.PUBLISHED, NOW)
    assert counts(thread) == (1, 0, 1, 0)


def test_replies_take_the_next_place_in_the_order_of_publication(thread, neighbour, moderator):
    above = CommentFactory(thread=thread)
    late, early = (say(thread, neighbour, text, parent_code=above.code) for text in ("后发布", "先发布"))
    decide(early, Decision.APPROVE, moderator)
    decide(late, Decision.APPROVE, moderator)
    above.refresh_from_db()
    assert (early.place, late.place, above.reply_count) == (1, 2, 2)
    assert counts(thread) == (3, 0, 0, 0)


def test_a_returned_comment_never_appeared_and_counts_for_nothing(thread, neighbour, moderator):
    comment = decide(say(thread, neighbour, stance="for"), Decision.RETURN, moderator)
    assert (comment.state, comment.published_at) == (CommentState.RETURNED, None)
    assert counts(thread) == (0, 0, 0, 0)


def test_a_hidden_comment_says_who_hid_it_and_why_until_it_is_restored(thread, moderator):
    comment = CommentFactory(thread=thread, stance="neutral")
    decide(comment, Decision.HIDE, moderator, "点名骂了邻居")
    assert (comment.removed_by, comment.removal_reason) == (RemovedBy.MODERATOR, "点名骂了邻居")
    assert counts(thread) == (0, 0, 0, 0)
    before = comment.published_at
    decide(comment, Decision.RESTORE, moderator)
    assert (comment.state, comment.removed_by, comment.removal_reason) == (CommentState.PUBLISHED, "", "")
    assert comment.published_at == before
    assert counts(thread) == (1, 0, 0, 1)


def test_an_approved_change_keeps_its_place_and_is_news_to_nobody(thread, moderator):
    above = CommentFactory(thread=thread)
    reply = CommentFactory(parent=above, submitted_at=NOW - timedelta(minutes=5))
    edit_comment(code=reply.code, text="改好了", actor=reply.author, now=NOW)
    decide(reply, Decision.APPROVE, moderator, now=NOW + timedelta(hours=1))
    assert (reply.place, reply.published_at) == (1, NOW - timedelta(minutes=5))
    above.refresh_from_db()
    assert above.reply_count == 1
    assert not Notice.objects.filter(kind="discussions.reply").exists()
    assert not Digest.objects.exists()
    assert not LiveEvent.objects.exists()


def test_newcomers_are_read_by_a_person_even_when_the_screen_passes(thread, neighbour):
    comment = screened(say(thread, neighbour))
    assert comment.state == CommentState.PENDING
    comment.submission.refresh_from_db()
    assert comment.submission.state == SubmissionState.QUEUED


def test_people_in_good_standing_appear_as_soon_as_the_screen_passes(thread, neighbour, moderator):
    decide(say(thread, neighbour, "第一句"), Decision.APPROVE, moderator, now=NOW - timedelta(hours=1))
    comment = screened(say(thread, neighbour, "第二句"))
    assert (comment.state, comment.published_at) == (CommentState.PUBLISHED, NOW)


@pytest.mark.parametrize("verdict", [Verdict.REVIEW, Verdict.RISKY, Verdict.UNAVAILABLE])
def test_nothing_but_a_pass_lets_anybody_through(thread, neighbour, moderator, verdict):
    decide(say(thread, neighbour, "第一句"), Decision.APPROVE, moderator, now=NOW - timedelta(hours=1))
    assert screened(say(thread, neighbour, "第二句"), verdict).state == CommentState.PENDING


def test_after_a_hiding_a_person_reads_again(thread, neighbour, moderator):
    first = decide(say(thread, neighbour, "第一句"), Decision.APPROVE, moderator, now=NOW - timedelta(days=2))
    decide(first, Decision.HIDE, moderator, now=NOW - timedelta(days=1))
    assert screened(say(thread, neighbour, "第二句")).state == CommentState.PENDING


def test_whoever_is_replied_to_hears_at_once_and_in_the_evening_only_of_the_rest(thread, moderator):
    asked = CommentFactory(thread=thread)
    reader = ThreadFollowFactory(thread=thread)
    ThreadFollowFactory(thread=thread, user=asked.author)
    helper = ResidentFactory(community=thread.community, alias="二号楼赵师傅").user
    reply = decide(say(thread, helper, "我来帮忙", parent_code=asked.code), Decision.APPROVE, moderator)
    notice = Notice.objects.get(kind="discussions.reply")
    assert notice.recipient == asked.author
    assert (notice.url, notice.body) == (reply.get_absolute_url(), "我来帮忙")
    assert "二号楼赵师傅" in notice.title
    assert thread.title in notice.title
    send_digest(code=Digest.objects.get().code, now=NOW)
    news = Notice.objects.filter(kind="discussions.news")
    assert [each.recipient for each in news] == [reader.user]
    assert (news[0].fields["count"], news[0].url, news[0].body) == (1, thread.url, "")
    assert thread.title in news[0].title


def test_replying_to_oneself_is_no_notice(thread, moderator):
    own = CommentFactory(thread=thread)
    decide(say(thread, own.author, "补充一句", parent_code=own.code), Decision.APPROVE, moderator)
    assert not Notice.objects.filter(kind="discussions.reply").exists()


def test_listeners_are_told_of_the_new_comment(thread, neighbour, moderator):
    above = CommentFactory(thread=thread)
    comment = decide(say(thread, neighbour), Decision.APPROVE, moderator)
    reply = decide(say(thread, neighbour, "再说一句", parent_code=above.code), Decision.APPROVE, moderator)
    assert list(LiveEvent.objects.values_list("topic", "seq", "payload")) == [
        (f"thread:{thread.code}", 1, {"comment": comment.code, "parent": ""}),
        (f"thread:{thread.code}", 2, {"comment": reply.code, "parent": above.code}),
    ]


def test_nothing_is_told_out_of_a_thread_that_is_not_public(thread, neighbour, moderator):
    above = CommentFactory(thread=thread)
    reply = say(thread, neighbour, parent_code=above.code)
    digest_before = say(thread, neighbour, "另一句")
    decide(digest_before, Decision.APPROVE, moderator)
    Thread.objects.update(is_public=False)
    decide(reply, Decision.APPROVE, moderator)
    assert reply.state == CommentState.PUBLISHED
    assert not Notice.objects.filter(kind="discussions.reply").exists()
    send_digest(code=Digest.objects.get().code, now=NOW)
    assert not Notice.objects.filter(kind="discussions.news").exists()


def test_counts_agree_with_counting_after_a_day_of_acts(thread, moderator):
    people = [ResidentFactory(community=thread.community).user for _ in range(3)]
    said = [say(thread, who, f"{n}", stance=side) for n, who in enumerate(people) for side in ("for", "against", "")]
    decisions = [Decision.APPROVE, Decision.RETURN, Decision.HIDE]
    for n, comment in enumerate(said):
        decide(comment, decisions[n % 3], moderator)
    decide(said[0], Decision.HIDE, moderator)
    decide(said[0], Decision.RESTORE, moderator)
    published = Comment.objects.filter(thread=thread, state=CommentState.PUBLISHED)
    sides = [published.filter(stance=side).count() for side in ("for", "against", "neutral")]
    assert counts(thread) == (published.count(), *sides)
