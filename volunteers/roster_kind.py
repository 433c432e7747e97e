"""What shifts tell the engine of rosters about their lists."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.queries import communities_of, staff_of
from portal.rosters.enums import BookingState
from portal.rosters.models import Booking, Roster
from portal.rosters.ports import RosterKind
from portal.rosters.refusals import NotFit
from volunteers.actions.leading import leader_is_gone
from volunteers.models import KIND, Shift
from volunteers.queries.standing import route_obstacle, standing_of

GONE = (BookingState.CANCELLED, BookingState.NO_SHOW)


def _url(roster: Roster) -> str:
    return reverse("volunteers:shift", args=[roster.code])


def _managed(user: Any) -> Q:
    """Staff of the community, and the leader until the people are confirmed: then names are out of their sight."""
    led = Q(shift__leader=user.pk, shift__confirmed_at__isnull=True) if user.is_authenticated else Q(pk__in=[])
    return Q(community__in=communities_of(user)) | led


def _managers(roster: Roster) -> Iterable[Any]:
    return staff_of(roster.community_id)


def _fit(roster: Roster, person: Any) -> None:
    """Raises NotFit for whoever lacks what the route asks for; `fields` says what."""
    shift = Shift.objects.with_places().filter(roster=roster).first()
    if shift is None:
        return
    if person is None:
        if shift.route.post_id is not None:
            raise NotFit(_("Only accepted volunteers come along here."))
        return
    day = timezone.localtime(roster.starts_at).date()
    obstacle = route_obstacle(shift.route, standing_of(person, roster.starts_at), day)
    if obstacle is not None:
        raise NotFit(obstacle.words, **{obstacle.code: obstacle.words})


def _moved(booking: Booking, now: datetime) -> None:
    if booking.state in GONE and booking.user_id is not None:
        leader_is_gone(booking=booking, now=now)


SHIFTS = RosterKind(
    key=KIND,
    label=gettext_lazy("volunteers' shift"),
    url=_url,
    visible=lambda user: Q(),
    managed=_managed,
    managers=_managers,
    moved=_moved,
    fit=_fit,
)
