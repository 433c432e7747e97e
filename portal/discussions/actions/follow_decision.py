from datetime import datetime
from typing import Any

from portal.discussions.actions.announce import announce
from portal.discussions.actions.move import move
from portal.discussions.enums import CommentEvent, RemovedBy
from portal.discussions.models import Comment
from portal.moderation.enums import Decision
from portal.moderation.models import Submission

EVENTS = {
    Decision.APPROVE: CommentEvent.PUBLISH,
    Decision.RETURN: CommentEvent.RETURN,
    Decision.HIDE: CommentEvent.HIDE,
    Decision.RESTORE: CommentEvent.RESTORE,
}


def follow_decision(submission: Submission, decision: Decision, actor: Any, now: datetime) -> None:
    """Do to the comment what moderation decided on its submission, which is locked; inside the deciding transaction."""
    comment = Comment.objects.locked(submission.comment.pk)
    new = comment.published_at is None
    if decision == Decision.HIDE:
        comment.removed_by, comment.removal_reason = RemovedBy.MODERATOR, submission.reason
    move(comment, EVENTS[decision], now)
    if new and comment.published_at is not None:
        announce(comment, now)
