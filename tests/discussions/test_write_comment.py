from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from portal.core.errors import Hidden, Invalid, OutsideWindow, SignInNeeded, VerificationNeeded, WrongState
from portal.core.models import OutboxItem
from portal.discussions.actions import write_comment
from portal.discussions.enums import CommentState, Stance
from portal.discussions.models import Comment, ThreadFollow
from portal.moderation.enums import SubmissionState
from portal.moderation.models import Submission
from tests.factories import CommentFactory, ResidentFactory, ThreadFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def say(thread, actor, text="赞成，但请留一条轮椅能走的路。", **changes) -> Comment:
    return write_comment(**{"thread_code": thread.code, "text": text, "actor": actor, "now": NOW} | changes)


def nothing_written() -> bool:
    return not (Comment.objects.exists() or Submission.objects.exists() or ThreadFollow.objects.exists())


def test_a_comment_goes_to_moderation_and_its_author_follows(thread, neighbour):
    comment = say(thread, neighbour, "<b>赞成</b>，坡道请做缓一点。", stance="for")
    comment.refresh_from_db()
    assert (comment.text, comment.stance) == ("赞成，坡道请做缓一点。", Stance.FOR)
    assert (comment.state, comment.published_at) == (CommentState.PENDING, None)
    assert ThreadFollow.objects.filter(thread=thread, user=neighbour).exists()
    submission = comment.submission
    assert (submission.kind, submission.state) == ("comment", SubmissionState.SCREENING)
    assert (submission.text, submission.community) == (comment.text, thread.community)
    assert submission.url == f"/discussions/{thread.code}/{comment.code}/"
    assert submission.due_at == NOW + timedelta(days=1)
    assert OutboxItem.objects.filter(topic="moderation.screen", key=f"{submission.code}:1").exists()
    thread.refresh_from_db()
    assert thread.comment_count == 0


def test_a_reply_hangs_on_the_upper_level(thread, neighbour):
    above = CommentFactory(thread=thread)
    assert say(thread, neighbour, parent_code=above.code).parent == above
    above.refresh_from_db()
    assert above.reply_count == 0


def test_a_button_pressed_twice_is_one_comment(thread, neighbour):
    first = say(thread, neighbour)
    assert say(thread, neighbour, now=NOW + timedelta(seconds=59)) == first
    assert Comment.objects.count() == Submission.objects.count() == 1
    assert say(thread, neighbour, now=NOW + timedelta(seconds=60)) != first


def test_the_same_words_may_be_said_again_after_taking_them_back(thread, neighbour):
    first = say(thread, neighbour)
    Comment.objects.filter(pk=first.pk).update(state=CommentState.REMOVED, removed_by="author")
    assert say(thread, neighbour) != first


def test_following_twice_is_following_once(thread, neighbour):
    say(thread, neighbour, "一")
    say(thread, neighbour, "二")
    assert ThreadFollow.objects.count() == 1


def test_nobody_signed_in_writes_nothing(thread):
    with pytest.raises(SignInNeeded):
        say(thread, AnonymousUser())
    assert nothing_written()


def test_an_unconfirmed_number_writes_nothing(thread):
    with pytest.raises(VerificationNeeded):
        say(thread, UserFactory(phone_verified_at=None))
    assert nothing_written()


def test_a_thread_out_of_sight_does_not_exist(neighbour):
    with pytest.raises(Hidden):
        say(ThreadFactory(is_public=False), neighbour)
    with pytest.raises(Hidden):
        write_comment(thread_code="nothing", text="好", actor=neighbour, now=NOW)
    assert nothing_written()


def test_a_closed_thread_takes_nothing_from_its_closing_instant_on(neighbour):
    thread = ThreadFactory(closes_at=NOW)
    with pytest.raises(OutsideWindow):
        say(thread, neighbour)
    assert nothing_written()
    say(thread, neighbour, now=NOW - timedelta(microseconds=1))


@pytest.mark.parametrize("text", ["", "   \n ", "<script>alert(1)</script>", "长" * 1001])
def test_words_that_are_none_or_too_many_are_refused(thread, neighbour, text):
    with pytest.raises(Invalid) as refusal:
        say(thread, neighbour, text)
    assert list(refusal.value.fields) == ["text"]
    assert nothing_written()


def test_a_thousand_characters_are_fine(thread, neighbour):
    assert len(say(thread, neighbour, "长" * 1000).text) == 1000


def test_an_unknown_stance_is_refused(thread, neighbour):
    with pytest.raises(Invalid) as refusal:
        say(thread, neighbour, stance="maybe")
    assert list(refusal.value.fields) == ["stance"]
    assert nothing_written()


def test_a_reply_takes_no_side(thread, neighbour):
    with pytest.raises(Invalid):
        say(thread, neighbour, parent_code=CommentFactory(thread=thread).code, stance="for")


def test_a_reply_cannot_be_replied_to(thread, neighbour):
    reply = CommentFactory(parent=CommentFactory(thread=thread))
    with pytest.raises(Invalid) as refusal:
        say(thread, neighbour, parent_code=reply.code)
    assert list(refusal.value.fields) == ["parent"]


def test_what_waits_or_hangs_in_another_thread_cannot_be_replied_to(thread, neighbour):
    elsewhere = CommentFactory(thread=ThreadFactory(community=thread.community))
    waiting = CommentFactory(thread=thread, state=CommentState.PENDING)
    for above in (elsewhere.code, waiting.code, "nothing"):
        with pytest.raises(Hidden):
            say(thread, neighbour, parent_code=above)
    assert not Comment.objects.filter(author=neighbour).exists()


def test_what_was_taken_back_cannot_be_replied_to_even_by_its_author(thread):
    author = ResidentFactory(community=thread.community).user
    own = CommentFactory(thread=thread, author=author, state=CommentState.REMOVED)
    with pytest.raises(WrongState):
        say(thread, author, parent_code=own.code)
