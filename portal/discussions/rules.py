"""Who may read and do what in a thread. The readable ones have twins in the querysets; property tests hold them together."""

from datetime import datetime, timedelta

import rules

from portal.accounts.queries import communities_of
from portal.discussions.enums import CommentState

EDIT_WINDOW = timedelta(minutes=15)
MAX_TEXT = 1000


@rules.predicate
def speaks_for_community(user, thread) -> bool:
    """Moderators of the thread's community, the managers of its sub-district, and district administrators."""
    return communities_of(user).filter(pk=thread.community_id).exists()


@rules.predicate
def is_public_thread(user, thread) -> bool:
    return thread.is_public


can_view_thread = is_public_thread | speaks_for_community
can_answer_thread = speaks_for_community


@rules.predicate
def is_author(user, comment) -> bool:
    return user.is_authenticated and comment.author_id == user.pk


@rules.predicate
def is_published(user, comment) -> bool:
    return comment.state == CommentState.PUBLISHED


@rules.predicate
def in_visible_thread(user, comment) -> bool:
    return can_view_thread(user, comment.thread)


can_read_comment = in_visible_thread & (is_published | is_author)


def edit_until(comment) -> datetime:
    """The instant from which a comment that has been sent can no longer be changed."""
    return comment.submitted_at + EDIT_WINDOW


def is_locked(thread, now: datetime) -> bool:
    """Whether nobody may write any more; reading stays."""
    return thread.closes_at is not None and now >= thread.closes_at
