import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.accounts.enums import Role
from portal.core.errors import Forbidden, Hidden, Invalid, SignInNeeded
from portal.discussions.actions import answer_officially
from portal.discussions.enums import CommentState
from portal.discussions.models import Comment
from portal.notices.models import Notice
from tests.factories import AppointmentFactory, ThreadFactory, ThreadFollowFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def answer(thread, actor, text="社区答复：车棚产权属于全体业主，已张贴告示征询。") -> Comment:
    return answer_officially(thread_code=thread.code, text=text, actor=actor, now=NOW)


def test_the_answer_is_published_at_once_pinned_counted_and_logged(thread, moderator):
    comment = answer(thread, moderator)
    thread.refresh_from_db()
    assert (comment.state, comment.published_at, comment.submission) == (CommentState.PUBLISHED, NOW, None)
    assert (thread.pinned, thread.comment_count) == (comment, 1)
    entry = ModelLogEntry.objects.get(action="discussions.answer")
    assert (entry.user, entry.object_id) == (moderator, str(comment.pk))


def test_a_newer_answer_takes_the_place_on_top_and_the_older_stays(thread, moderator):
    older, newer = answer(thread, moderator), answer(thread, moderator)
    thread.refresh_from_db()
    assert thread.pinned == newer
    assert Comment.objects.filter(state=CommentState.PUBLISHED, official=True).count() == 2
    assert older.state == CommentState.PUBLISHED


def test_followers_hear_of_it_and_whoever_answered_does_not(thread, moderator):
    follow = ThreadFollowFactory(thread=thread)
    ThreadFollowFactory(thread=thread, user=moderator)
    answer(thread, moderator)
    notice = Notice.objects.get(kind="discussions.answer")
    assert notice.recipient == follow.user
    assert thread.community.title in notice.title
    assert notice.body.startswith("社区答复")


def test_the_manager_of_the_sub_district_may_answer_also_once_closed_or_not_public():
    thread = ThreadFactory(is_public=False, closes_at=NOW)
    street = thread.community.subdistrict
    manager = AppointmentFactory(role=Role.SUBDISTRICT_MANAGER, community=None, subdistrict=street).user
    ThreadFollowFactory(thread=thread)
    assert answer(thread, manager).official
    assert not Notice.objects.exists()


def test_answering_is_refused_to_everybody_else(thread, neighbour):
    with pytest.raises(SignInNeeded):
        answer(thread, AnonymousUser())
    for actor in (neighbour, AppointmentFactory().user):
        with pytest.raises(Forbidden):
            answer(thread, actor)
    with pytest.raises(Hidden):
        answer(ThreadFactory(is_public=False), neighbour)
    assert not Comment.objects.exists()


def test_an_answer_without_words_is_refused(thread, moderator):
    with pytest.raises(Invalid):
        answer(thread, moderator, " ")
    thread.refresh_from_db()
    assert (thread.pinned, thread.comment_count) == (None, 0)
