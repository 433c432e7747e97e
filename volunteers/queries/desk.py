"""What staff see: applications, hazards and shifts of their communities, and what is due."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.queries import communities_of
from portal.cases.enums import CaseState
from portal.core import clock
from portal.core.errors import Hidden
from portal.core.my_items import MyItem
from portal.core.staff_tasks import StaffTask
from portal.rosters.enums import BookingState
from portal.rosters.models import Qualification
from volunteers.enums import ApplicationState, ShiftPhase
from volunteers.models import Application, Hazard, Post, Route, Shift
from volunteers.queries import week

SOON, LONG_GONE, QUALIFICATIONS_AT_MOST = timedelta(days=3), timedelta(days=90), 200


def posts_in_care_of(user: Any) -> QuerySet[Post]:
    waiting = Count("applications", filter=Q(applications__state=ApplicationState.ASKED))
    serving = Count("applications", filter=Q(applications__state=ApplicationState.ACCEPTED))
    found = Post.objects.in_care_of(user).select_related("community")
    return found.annotate(waiting=waiting, serving=serving).order_by("closed_at", "community_id", "title", "id")


def post_in_care_of(code: str, user: Any) -> Post:
    """Raises Hidden."""
    return _found(Post.objects.in_care_of(user).select_related("community"), code)


def route_in_care_of(code: str, user: Any) -> Route:
    """Raises Hidden."""
    return _found(Route.objects.in_care_of(user).select_related("community", "post"), code)


def qualifications_in_care_of(user: Any, now: datetime) -> QuerySet[Qualification]:
    """What people of one's communities have shown, what runs out first on top, without what ran out long ago."""
    since = timezone.localdate(now) - LONG_GONE
    found = Qualification.objects.filter(user__resident__community__in=communities_of(user), valid_until__gte=since)
    return found.select_related("user__resident__community").order_by("valid_until", "id")[:QUALIFICATIONS_AT_MOST]


def hazards_in_care_of(user: Any) -> QuerySet[Hazard]:
    """What waits first, then the newest."""
    found = Hazard.objects.in_care_of(user).select_related("case__community", "shift__roster", "reporter__resident")
    return found.prefetch_related("photos").order_by("case__closed_at", "-reported_at", "-id")


def shift_in_care_of(code: str, user: Any) -> Shift:
    """Raises Hidden."""
    shift = Shift.objects.in_care_of(user).with_places().filter(roster__code=code).first()
    if shift is None:
        raise Hidden
    return shift


def applications_of(post: Post) -> QuerySet[Application]:
    """Who waits or serves, the waiting first. One query."""
    found = post.applications.filter(state__in=[ApplicationState.ASKED, ApplicationState.ACCEPTED])
    return found.select_related("user__resident__community").order_by("-state", "asked_at", "id")


def volunteer_tasks(user: Any) -> list[StaffTask]:
    """For the start page of staff: applications, hazards, shifts that lack people or a leader, leaders to confirm.

    Six queries at most; none for whoever has no community.
    """
    if not user.is_authenticated or not communities_of(user).exists():
        return []
    now = clock.now()
    waiting = Application.objects.filter(state=ApplicationState.ASKED, post__community__in=communities_of(user))
    unread = Hazard.objects.in_care_of(user).filter(case__state=CaseState.RECEIVED)
    soon = week.shifts_in(now, now + SOON).filter(roster__community__in=communities_of(user))
    lacking = [
        row
        for row in week.rows(soon, user, now, standing=week.NOBODY)
        if row.phase == ShiftPhase.COMING and (row.below_minimum or row.shift.leader_id is None)
    ]
    unconfirmed = leaders_to_confirm(user).count()
    planner = reverse("volunteers_planner")
    tasks = [
        StaffTask(_("Volunteers who applied"), reverse("volunteers_posts"), waiting.count()),
        StaffTask(_("Hazards to read"), reverse("volunteers_hazards"), unread.count()),
        StaffTask(
            _("Shifts that lack people or a leader"),
            planner,
            len(lacking),
            min((row.shift.roster.starts_at for row in lacking), default=None),
        ),
        StaffTask(_("Leaders whose own service is to be confirmed"), planner, unconfirmed),
    ]
    return [task for task in tasks if task.count]


def leaders_to_confirm(user: Any) -> QuerySet[Shift]:
    """Shifts whose people are confirmed, but for the leader or their household."""
    open_lines = Shift.objects.in_care_of(user).filter(confirmed_at__isnull=False)
    return open_lines.filter(roster__bookings__state=BookingState.BOOKED).distinct()


def my_service(user: Any) -> list[MyItem]:
    """For 我的: applications that wait, and hazards reported in the last months. Two queries."""
    asked = Application.objects.filter(user=user.pk, state=ApplicationState.ASKED).select_related("post")
    since: datetime = clock.now() - timedelta(days=90)
    seen = Hazard.objects.filter(reporter=user.pk, reported_at__gte=since).select_related("case")
    return [
        *(
            MyItem(
                title=each.post.title,
                url=each.post.get_absolute_url(),
                state_label=each.get_state_display(),
                state_tone="wait",
                at=each.asked_at,
                kind_label=_("application as a volunteer"),
            )
            for each in asked
        ),
        *(
            MyItem(
                title=each.case.title,
                url=each.get_absolute_url(),
                state_label=each.case.get_state_display(),
                state_tone="done" if each.case.answer else "wait",
                at=each.reported_at,
                kind_label=_("reported hazard"),
            )
            for each in seen
        ),
    ]


def _found(rows: QuerySet[Any], code: str) -> Any:
    found = rows.filter(code=code).first()
    if found is None:
        raise Hidden
    return found
