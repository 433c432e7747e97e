"""What the database itself holds, whoever writes."""

import pytest
from django.db import IntegrityError, transaction

from portal.discussions.enums import CommentState
from portal.discussions.models import Comment
from tests.factories import CommentFactory, ThreadFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reply(thread):
    return CommentFactory(parent=CommentFactory(thread=thread))


def refused(comment, **changes) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(**changes)


def test_a_published_comment_has_a_time_and_a_published_reply_a_place(reply):
    refused(reply.parent, published_at=None)
    refused(reply, place=None)
    refused(reply.parent, place=1)


def test_no_place_is_given_twice(reply):
    refused(CommentFactory(parent=reply.parent), place=reply.place)


def test_a_reply_takes_no_side(reply):
    refused(reply, stance="for")


def test_a_removal_says_by_whom_and_a_moderators_also_why(reply):
    refused(reply, state=CommentState.REMOVED)
    refused(reply, removed_by="author")
    refused(reply, state=CommentState.HIDDEN, removed_by="moderator")


def test_a_residents_comment_is_moderated_and_the_communitys_is_not(reply):
    refused(reply.parent, submission=None)
    refused(reply.parent, official=True)


def test_one_answer_is_pinned_in_one_thread(thread):
    answer = CommentFactory(thread=thread, official=True)
    thread.pinned = answer
    thread.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        ThreadFactory(pinned=answer)


@pytest.mark.postgres
def test_a_third_level_and_a_reply_in_another_thread_are_refused(reply):
    other = CommentFactory(thread=reply.thread)
    refused(other, parent=reply)
    refused(reply, thread=ThreadFactory())
    with pytest.raises(IntegrityError), transaction.atomic():
        CommentFactory(parent=reply)
