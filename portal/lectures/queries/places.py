"""Special places of a session: how many are left, and who has which."""

from dataclasses import dataclass

from django.db.models import Count, Q

from portal.lectures.enums import Need
from portal.lectures.models import Session


@dataclass(frozen=True)
class PlacesLeft:
    """Of one kind: how many the room has, how many are free."""

    need: Need
    all: int
    left: int


def places_left(session: Session) -> list[PlacesLeft]:
    """The kinds that the session has, in the order of the enum. One query."""
    counted = (
        session.special_places.order_by()
        .values_list("need")
        .annotate(all=Count("id"), left=Count("id", filter=Q(booking__isnull=True)))
    )
    found = {need: (all_, left) for need, all_, left in counted}
    return [PlacesLeft(need, *found[need]) for need in Need if need in found]
