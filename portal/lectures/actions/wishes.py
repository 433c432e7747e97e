"""Places for wheelchairs and for who hears badly: wished for with a booking, given while there are some."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.queries import share_household
from portal.accounts.rules import require_signed_in
from portal.core import audit
from portal.core.errors import Forbidden, Hidden, Invalid
from portal.lectures.enums import Need
from portal.lectures.models import Session, SpecialWish
from portal.lectures.queries.sessions import session_to_keep, session_to_see
from portal.lectures.refusals import NoSuchPlace
from portal.rosters.enums import BookingState
from portal.rosters.models import Booking, Roster

ALIVE = (BookingState.BOOKED, BookingState.OFFERED, BookingState.WAITLISTED, BookingState.ATTENDED)


@transaction.atomic
def wish_for_places(
    *, code: str, wanted: Mapping[Need, int], actor: Any, now: datetime, booking_code: str = ""
) -> Booking:
    """Say how many of one's own party need which place; staff say it for others by `booking_code`. All or none.

    Who holds seats has the places at once, who waits when they move up. Saying it again replaces what was said; zeros
    give the places back. Raises SignInNeeded, Hidden (nothing booked), Forbidden (one's own household), Invalid (more
    than come), NoSuchPlace.
    """
    require_signed_in(actor)
    session = session_to_keep(code, actor) if booking_code else session_to_see(code, actor)
    Roster.objects.locked(code)
    of_whom = {"code": booking_code} if booking_code else {"user": actor.pk}
    booking = session.roster.bookings.filter(state__in=ALIVE, **of_whom).select_related("user").first()
    if booking is None:
        raise Hidden
    person: Any = booking.user
    if booking_code and person is not None and share_household(actor, person):
        raise Forbidden(_("Somebody else has to do this for you and your household."))
    _require_party(booking, wanted)
    SpecialWish.objects.filter(booking=booking).delete()
    SpecialWish.objects.bulk_create(
        SpecialWish(booking=booking, need=need, people=people, noted_at=now)
        for need, people in wanted.items()
        if people
    )
    missing = seat_wishes(session, booking)
    if missing:
        raise NoSuchPlace(**{need.value: _("%d too few") % short for need, short in missing.items()})
    if booking_code:
        audit.record("lectures.note_wish", session, actor, booking=booking.code)
    return booking


def seat_wishes(session: Session, booking: Booking) -> dict[Need, int]:
    """Bring the places of a booking in line with its wishes; what is missing, by kind. The roster is locked.

    A booking that holds no seats has none.
    """
    holds = booking.pool_id is not None
    wishes = {wish.need: wish.people for wish in booking.special_wishes.all()} if holds else {}
    missing: dict[Need, int] = {}
    for need in Need:
        wanted = wishes.get(need, 0)
        mine = list(session.special_places.filter(need=need, booking=booking))
        given_back = [place.pk for place in mine[wanted:]]
        if given_back:
            session.special_places.filter(pk__in=given_back).update(booking=None)
        if wanted > len(mine):
            free = session.special_places.filter(need=need, booking__isnull=True).values_list("pk", flat=True)
            taken = list(free[: wanted - len(mine)])
            session.special_places.filter(pk__in=taken).update(booking=booking)
            if len(mine) + len(taken) < wanted:
                missing[need] = wanted - len(mine) - len(taken)
    return missing


def _require_party(booking: Booking, wanted: Mapping[Need, int]) -> None:
    for need, people in wanted.items():
        if not 0 <= people <= booking.size:
            raise Invalid(**{need.value: _("From 0 to %d: so many of you come.") % booking.size})
