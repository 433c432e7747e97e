from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from portal.discussions.actions.move import count
from portal.discussions.enums import CommentState, RemovedBy, Stance
from portal.discussions.models import Comment, Thread, ThreadFollow
from portal.moderation.enums import SubmissionState
from portal.moderation.models import Submission
from tests.factories.people import CommunityFactory, ResidentFactory

SUBMISSIONS = {
    CommentState.PENDING: SubmissionState.QUEUED,
    CommentState.PUBLISHED: SubmissionState.PUBLISHED,
    CommentState.RETURNED: SubmissionState.RETURNED,
    CommentState.HIDDEN: SubmissionState.HIDDEN,
    CommentState.REMOVED: SubmissionState.WITHDRAWN,
}


class ThreadFactory(DjangoModelFactory):
    """A public thread that is open for good."""

    community = factory.SubFactory(CommunityFactory)
    title = factory.Sequence(lambda n: f"旧车棚变乐龄客厅{n}")
    url = "/proposals/"
    is_public = True
    created_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = Thread


class ThreadFollowFactory(DjangoModelFactory):
    thread = factory.SubFactory(ThreadFactory)
    user = factory.LazyAttribute(lambda follow: ResidentFactory(community=follow.thread.community).user)

    class Meta:
        model = ThreadFollow


class CommentFactory(DjangoModelFactory):
    """A published comment of a resident, sent a minute ago and counted; `state`, `parent`, `official` change that."""

    parent = None
    thread = factory.LazyAttribute(lambda comment: comment.parent.thread if comment.parent else ThreadFactory())
    author = factory.LazyAttribute(lambda comment: ResidentFactory(community=comment.thread.community).user)
    text = factory.Sequence(lambda n: f"赞成，但请把饮水机装在靠墙一侧，轮椅要能转得过来。{n}")
    state = CommentState.PUBLISHED
    official = False
    submitted_at = factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=1))
    published_at = factory.LazyAttribute(
        lambda comment: comment.submitted_at if comment.state == CommentState.PUBLISHED else None
    )
    removed_by = factory.LazyAttribute(
        lambda comment: {"hidden": RemovedBy.MODERATOR, "removed": RemovedBy.AUTHOR}.get(comment.state, "")
    )
    removal_reason = factory.LazyAttribute(lambda comment: "有人身攻击" if comment.state == CommentState.HIDDEN else "")

    class Meta:
        model = Comment

    @classmethod
    def _create(cls, model_class, *args, **values):
        if not values["official"]:
            values.setdefault("submission", _submission(values))
        if values["parent"] is not None and values["published_at"] is not None:
            parent = Comment.objects.get(pk=values["parent"].pk)
            values["place"] = parent.reply_count = parent.reply_count + 1
            parent.save(update_fields=["reply_count"])
        comment = super()._create(model_class, *args, **values)
        count(comment, int(comment.state == CommentState.PUBLISHED))
        return comment


def _submission(values) -> Submission:
    at, state = values["submitted_at"], SUBMISSIONS[values["state"]]
    return Submission.objects.create(
        kind="comment",
        community=values["thread"].community,
        inbox=values["thread"].community,
        author=values["author"],
        title=values["text"][:40],
        text=values["text"],
        url="/",
        state=state,
        submitted_at=at,
        waiting_since=at,
        due_at=at + timedelta(days=1),
        reason="有人身攻击" if state in (SubmissionState.RETURNED, SubmissionState.HIDDEN) else "",
    )


def busy_thread(upper: int, replies: int = 0, author=None, **changes) -> Thread:
    """A thread with `upper` comments, every third with a stance, and `replies` replies to the latest."""
    thread = ThreadFactory(**changes)
    author = author or ResidentFactory(community=thread.community).user
    start = timezone.now() - timedelta(days=30)
    sent = [start + timedelta(seconds=n) for n in range(upper + replies)]
    common = {"kind": "comment", "community": thread.community, "inbox": thread.community, "author": author, "url": "/"}
    submissions = Submission.objects.bulk_create(
        Submission(
            **common,
            title=f"第{n}条",
            text=f"第{n}条",
            state=SubmissionState.PUBLISHED,
            submitted_at=at,
            waiting_since=at,
            due_at=at,
        )
        for n, at in enumerate(sent)
    )
    said = [
        Comment(
            thread=thread,
            author=author,
            submission=submission,
            text=f"第{n}条：晚上打牌太吵，22 点关灯能不能写进公约？",
            state=CommentState.PUBLISHED,
            submitted_at=at,
            published_at=at,
        )
        for n, (submission, at) in enumerate(zip(submissions, sent, strict=True))
    ]
    for comment in said[:upper:3]:
        comment.stance = Stance.FOR
    top = Comment.objects.bulk_create(said[:upper])
    for place, reply in enumerate(said[upper:], start=1):
        reply.parent, reply.place = top[-1], place
    Comment.objects.bulk_create(said[upper:])
    if replies:
        Comment.objects.filter(pk=top[-1].pk).update(reply_count=replies)
    thread.comment_count, thread.for_count = upper + replies, len(said[:upper:3])
    thread.save(update_fields=["comment_count", "for_count"])
    return thread
