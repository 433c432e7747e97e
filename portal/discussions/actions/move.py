"""The one place where a comment changes its state, takes its place and is counted.

Locks, always in this order: the submission, the comment, the comment above it, the thread.
"""

from datetime import datetime

from django.db.models import F

from portal.discussions.enums import CommentEvent, CommentState
from portal.discussions.lifecycle import COMMENT
from portal.discussions.models import Comment, Thread
from portal.discussions.models.comment import TAKEN_BACK


def move(comment: Comment, event: CommentEvent, now: datetime) -> None:
    """Advance a locked comment and save it; its thread's counts follow. Raises WrongState.

    What is published for the first time takes the next place for good. `removed_by` and `removal_reason` are the
    caller's to fill before it is taken back; they are emptied when it comes back.
    """
    before = CommentState(comment.state)
    after = COMMENT.advance(before, event)
    comment.state = after
    if after == CommentState.PUBLISHED and comment.published_at is None:
        comment.published_at = now
        comment.place = _next_place(comment.parent_id) if comment.parent_id else None
    if after not in TAKEN_BACK:
        comment.removed_by = comment.removal_reason = ""
    comment.save(update_fields=["state", "published_at", "place", "removed_by", "removal_reason"])
    count(comment, (after == CommentState.PUBLISHED) - (before == CommentState.PUBLISHED))


def count(comment: Comment, change: int) -> None:
    """Have the thread count the comment once more, once less, or leave it; one statement, so nothing is lost."""
    if not change:
        return
    counted = ["comment_count", f"{comment.stance}_count"] if comment.stance else ["comment_count"]
    Thread.objects.filter(pk=comment.thread_id).update(**{column: F(column) + change for column in counted})


def _next_place(parent_id: int) -> int:
    """The statement holds the parent's row until the transaction ends, so no place is given twice."""
    Comment.objects.filter(pk=parent_id).update(reply_count=F("reply_count") + 1)
    return Comment.objects.values_list("reply_count", flat=True).get(pk=parent_id)
