"""Motions of meetings held here that may serve as the vote on a version, and the one that does."""

from django.db.models import QuerySet

from councils.enums import MeetingState, MotionState
from councils.models import Adoption, ConventionVersion, Motion


def motions_that_count(version: ConventionVersion) -> QuerySet[Motion]:
    """Motions that the version's body voted on since the day its meeting was called for, once that meeting is over.

    One that stands in a confirmed count of some version is left out. No query where no meeting is called.
    """
    if version.body_id is None or version.meets_on is None:
        return Motion.objects.none()
    voted = Motion.objects.filter(
        meeting__body=version.body_id,
        meeting__state__in=[MeetingState.ENDED, MeetingState.PUBLISHED],
        meeting__started_at__date__gte=version.meets_on,
        state__in=[MotionState.ADOPTED, MotionState.REJECTED],
    )
    return voted.exclude(motion_vote__adoption__confirmed_at__isnull=False).select_related("meeting__roll", "poll")


def motion_of_count(count: Adoption | None) -> Motion | None:
    """The motion behind a count, with its meeting. One query, none without a count."""
    if count is None:
        return None
    return Motion.objects.filter(motion_vote__adoption=count).select_related("meeting", "poll").first()
