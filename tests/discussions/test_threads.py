from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from portal.core.errors import Hidden, SignInNeeded
from portal.discussions.actions import follow_thread, open_thread, set_thread_public, unfollow_thread
from portal.discussions.models import Comment, CommentReport, CommentVersion, Thread, ThreadFollow
from portal.discussions.queries import followers
from tests.factories import CommunityFactory, ThreadFactory, ThreadFollowFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def test_a_thread_is_opened_for_a_thing_and_seen_once_it_is_public():
    closes_at = NOW + timedelta(days=30)
    thread = open_thread(
        community=CommunityFactory(), title="旧车棚变乐龄客厅", url="/proposals/m3/p1/", now=NOW, closes_at=closes_at
    )
    assert (thread.created_at, thread.closes_at, thread.comment_count) == (NOW, closes_at, 0)
    with pytest.raises(Hidden):
        Thread.objects.known(thread.code, UserFactory())
    set_thread_public(thread=thread, public=True)
    assert thread.is_public
    assert Thread.objects.known(thread.code, AnonymousUser()) == thread
    set_thread_public(thread=thread, public=False)
    assert not Thread.objects.visible_to(AnonymousUser()).exists()


def test_whoever_left_hears_nothing_any_more(thread):
    staying, gone = ThreadFollowFactory(thread=thread).user, ThreadFollowFactory(thread=thread).user
    gone.is_active = False
    gone.save()
    assert list(followers(thread)) == [staying]


def test_following_is_refused_to_nobody_and_where_there_is_nothing_to_see(thread, neighbour):
    for act in (follow_thread, unfollow_thread):
        with pytest.raises(SignInNeeded):
            act(thread=thread, user=AnonymousUser())
    with pytest.raises(Hidden):
        follow_thread(thread=ThreadFactory(is_public=False), user=neighbour)
    assert not ThreadFollow.objects.exists()


def test_rows_name_themselves_in_the_back_office():
    assert str(Thread(title="旧车棚")) == "旧车棚"
    assert str(Comment(text="赞成\n但请慢一点")) == "赞成 但请慢一点"
    assert str(CommentVersion(text="先前的话")) == "先前的话"
    assert str(CommentReport(reason="abuse")) == "辱骂、攻击他人"
    assert str(ThreadFollow(thread_id=1, user_id=2)) == "1 2"
