"""Who may read and do what in a thread. What decides on seeing has its twin in a queryset; property tests pair them."""

from datetime import datetime, timedelta
from typing import Any

import rules
from django.db.models import Exists, OuterRef, QuerySet

from portal.accounts.queries import communities_of
from portal.discussions.enums import CommentState
from portal.moderation.enums import SubmissionEvent
from portal.moderation.models import Ruling

EDIT_WINDOW = timedelta(minutes=15)
MAX_TEXT = 1000
GOOD_STANDING_LOST_FOR = timedelta(days=90)


@rules.predicate
def speaks_for_community(user: Any, thread: Any) -> bool:
    """Moderators of the thread's community, the managers of its sub-district, and district administrators."""
    return bool(user.is_authenticated and communities_of(user).filter(pk=thread.community_id).exists())


@rules.predicate
def is_public_thread(user: Any, thread: Any) -> bool:
    return bool(thread.is_public)


can_view_thread = is_public_thread | speaks_for_community
can_answer_thread = speaks_for_community


@rules.predicate
def is_author(user: Any, comment: Any) -> bool:
    return bool(user.is_authenticated and comment.author_id == user.pk)


@rules.predicate
def is_published(user: Any, comment: Any) -> bool:
    return comment.state == CommentState.PUBLISHED


@rules.predicate
def in_visible_thread(user: Any, comment: Any) -> bool:
    return can_view_thread(user, comment.thread)


@rules.predicate
def is_official(user: Any, comment: Any) -> bool:
    return bool(comment.official)


@rules.predicate
def speaks_for_its_community(user: Any, comment: Any) -> bool:
    return speaks_for_community(user, comment.thread)


can_read_comment = in_visible_thread & (is_published | is_author)
can_remove_comment = (is_official & speaks_for_its_community) | (~is_official & is_author)
can_change_comment = ~is_official & is_author
can_report_comment = is_published & ~is_official & ~is_author


def edit_until(comment: Any) -> datetime:
    """The instant from which a comment that has been sent can no longer be changed."""
    return comment.submitted_at + EDIT_WINDOW


def is_editable(comment: Any, now: datetime) -> bool:
    """Within 15 minutes of sending it, and whenever a moderator has returned it for changes."""
    match comment.state:
        case CommentState.RETURNED:
            return True
        case CommentState.PENDING | CommentState.PUBLISHED:
            return now < edit_until(comment)
    return False


def is_locked(thread: Any, now: datetime) -> bool:
    """Whether nobody may write any more; reading stays."""
    return thread.closes_at is not None and now >= thread.closes_at


def in_good_standing(user: Any, now: datetime) -> bool:
    """Something `user` wrote was approved before `now`, and nothing of it hidden in the 90 days before.

    A hiding that was undone on appeal counts for nothing. Twin of `queries.people_in_good_standing`.
    """
    mine = Ruling.objects.filter(submission__author_id=user.pk)
    return approvals(mine, now).exists() and not hidings(mine, now).exists()


def approvals(rulings: QuerySet[Ruling], now: datetime) -> QuerySet[Ruling]:
    """Those of `rulings` that let something be published."""
    return rulings.filter(event__in=[SubmissionEvent.APPROVE, SubmissionEvent.RESTORE], at__lt=now)


def hidings(rulings: QuerySet[Ruling], now: datetime) -> QuerySet[Ruling]:
    """Those of `rulings` that hid something, in force for [hidden, hidden + 90 days) unless they were undone since."""
    undone = Ruling.objects.filter(
        submission=OuterRef("submission"), event=SubmissionEvent.RESTORE, at__gte=OuterRef("at"), at__lte=now
    )
    recent = rulings.filter(event=SubmissionEvent.HIDE, at__gt=now - GOOD_STANDING_LOST_FOR, at__lte=now)
    return recent.filter(~Exists(undone))
