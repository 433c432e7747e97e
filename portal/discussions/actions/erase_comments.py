"""What becomes of the comments of somebody who leaves."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core import outbox
from portal.discussions.actions.move import move
from portal.discussions.enums import CommentEvent, CommentState, RemovedBy
from portal.discussions.lifecycle import COMMENT
from portal.discussions.models import Comment, CommentReport, CommentVersion, ThreadFollow
from portal.moderation.actions import withdraw_submission
from portal.moderation.enums import SubmissionState
from portal.moderation.models import Submission

FORGET = "discussions.forget"
KEPT_FOR = timedelta(days=60)


@transaction.atomic
def erase_comments(*, user: Any, now: datetime) -> list[str]:
    """Take back everything `user` said and forget the words; returns what is kept, and why.

    Gaps stay, so that replies keep their sense. Words of the last 60 days are unseen by anybody, and are forgotten when
    those are over: 互联网信息服务管理办法 Art. 14 (records of what was published are kept for 60 days).
    """
    mine = Comment.objects.filter(author=user, official=False)
    list(Submission.objects.select_for_update(of=("self",)).filter(comment__in=mine).order_by("pk"))
    kept_until = None
    locked = mine.select_for_update(of=("self",), no_key=True).select_related("submission")
    for comment in list(locked.order_by("thread_id", "pk")):
        _take_back(comment, now)
        forget_at = (comment.edited_at or comment.submitted_at) + KEPT_FOR
        if forget_at <= now:
            _forget(comment)
        else:
            outbox.add(FORGET, key=comment.code, due_at=forget_at)
            kept_until = max(kept_until or forget_at, forget_at)
    CommentReport.objects.filter(reporter=user).delete()
    ThreadFollow.objects.filter(user=user).delete()
    kept = []
    if kept_until is not None:
        until = f"{timezone.localdate(kept_until):%Y-%m-%d}"
        kept.append(
            _("Comments of the last 60 days: nobody sees them, and they are deleted by %s (the law asks for 60 days).")
            % until
        )
    if Comment.objects.filter(author=user, official=True).exists():
        kept.append(_("Answers given for a community: they are the community's."))
    return kept


@transaction.atomic
def forget_words(*, code: str, now: datetime) -> None:
    """Forget what a comment of somebody who left said, once it need not be kept any more. Does nothing twice."""
    comment = Comment.objects.select_for_update(of=("self",), no_key=True).filter(code=code).first()
    if comment is not None and (comment.edited_at or comment.submitted_at) + KEPT_FOR <= now:
        _forget(comment)


def _take_back(comment: Comment, now: datetime) -> None:
    """What a moderator has hidden stays hidden by them; nothing can be appealed or decided any more."""
    if CommentEvent.REMOVE in COMMENT.events_from(CommentState(comment.state)):
        comment.removed_by = RemovedBy.AUTHOR
        move(comment, CommentEvent.REMOVE, now)
    if comment.submission is not None and comment.submission.state != SubmissionState.WITHDRAWN:
        withdraw_submission(submission=comment.submission, now=now)


def _forget(comment: Comment) -> None:
    comment.text = ""
    if comment.removed_by == RemovedBy.AUTHOR:
        comment.removal_reason = ""
    comment.save(update_fields=["text", "removal_reason"])
    CommentVersion.objects.filter(comment=comment).delete()
