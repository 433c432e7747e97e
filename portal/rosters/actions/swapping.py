"""Handing one's place to a neighbour, also after the time for cancelling: they have to accept, and have to be fit."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.accounts.queries import alias_of
from portal.accounts.rules import has_verified_phone, require_signed_in, require_verified_phone
from portal.core.errors import Hidden, Invalid, Refusal, WrongState
from portal.notices.actions import notify
from portal.rosters.actions.booking import active_booking, held_person, require_before_start
from portal.rosters.actions.seats import moment, move, refill
from portal.rosters.enums import BookingEvent, BookingState, Ending, SwapEvent, SwapState
from portal.rosters.lifecycle import SWAP
from portal.rosters.models import Booking, Roster, Swap
from portal.rosters.news import SWAP as SWAP_NEWS
from portal.rosters.ports import roster_kinds
from portal.rosters.queries.fitness import require_fit, require_free

CAN_TAKE = (None, BookingState.WAITLISTED, BookingState.OFFERED)


@transaction.atomic
def ask_swap(*, code: str, to: User | None, actor: Any, now: datetime) -> Swap:
    """Ask one person to take one's place; the one asked before is no longer. Asking the same again changes nothing.

    Raises SignInNeeded, Hidden where nothing is booked, WrongState, OutsideWindow once it has begun, and Invalid (to)
    for everybody who cannot take it, without saying why: that is nobody's business.
    """
    require_signed_in(actor)
    roster = Roster.objects.locked(code)
    booking = active_booking(roster, actor)
    if booking is None:
        raise Hidden
    require_before_start(roster, now)
    if booking.state != BookingState.BOOKED or booking.size != 1:
        raise WrongState(_("Only a place of your own, booked for one, can be handed on."))
    if to is None or not _can_take(roster, to, actor):
        raise Invalid(to=_("This person cannot take the place."))
    before = booking.swaps.filter(state=SwapState.ASKED).first()
    if before is not None:
        if before.to_id == to.pk:
            return before
        _answer(before, SwapEvent.WITHDRAW, now)
    swap = Swap.objects.create(booking=booking, to=to, asked_at=now)
    _tell(swap, "asked", to, alias_of(actor), now)
    return swap


@transaction.atomic
def accept_swap(*, swap_code: str, actor: Any, now: datetime) -> Booking:
    """Take the place: the giver's booking ends, a new one begins on the same seat; a place on the waiting list ends.

    Raises SignInNeeded, VerificationNeeded, Hidden, WrongState, OutsideWindow, NotFit, Overlaps.
    """
    require_verified_phone(actor)
    roster, swap = _held(swap_code, to=actor.pk)
    require_before_start(roster, now)
    given, person = swap.booking, held_person(actor)
    _answer(swap, SwapEvent.ACCEPT, now)
    mine = active_booking(roster, person)
    if mine is not None and mine.state not in CAN_TAKE:
        raise WrongState(_("You have a place of your own already."))
    require_fit(roster, person, None)
    require_free(roster, person)
    if mine is not None:
        move(mine, BookingEvent.CANCEL, now, ending=Ending.PERSON)
    pool, channel = given.pool, given.channel
    move(given, BookingEvent.CANCEL, now, ending=Ending.HANDED_ON)
    taken = Booking.objects.create(
        roster=roster, user=person, pool=pool, channel=channel, state=BookingState.BOOKED, made_at=now, moved_at=now
    )
    roster_kinds.get(roster.kind).moved(taken, now)
    refill(roster, now)
    _tell(swap, "accepted", given.user, alias_of(person), now)
    return taken


@transaction.atomic
def decline_swap(*, swap_code: str, actor: Any, now: datetime) -> Swap:
    """Say no; the giver keeps the place. Raises SignInNeeded, Hidden, WrongState."""
    require_signed_in(actor)
    _roster, swap = _held(swap_code, to=actor.pk)
    _answer(swap, SwapEvent.DECLINE, now)
    _tell(swap, "declined", swap.booking.user, alias_of(actor), now)
    return swap


@transaction.atomic
def withdraw_swap(*, swap_code: str, actor: Any, now: datetime) -> Swap:
    """Keep the place after all. Raises SignInNeeded, Hidden, WrongState."""
    require_signed_in(actor)
    _roster, swap = _held(swap_code, booking__user=actor.pk)
    _answer(swap, SwapEvent.WITHDRAW, now)
    return swap


def _held(swap_code: str, **whose: Any) -> tuple[Roster, Swap]:
    code = Swap.objects.filter(code=swap_code, **whose).values_list("booking__roster__code", flat=True).first()
    if code is None:
        raise Hidden
    roster = Roster.objects.locked(code)
    swap = Swap.objects.select_related("booking__user__resident", "booking__pool", "to__resident").get(code=swap_code)
    swap.booking.roster = roster
    return roster, swap


def _can_take(roster: Roster, to: User, giver: Any) -> bool:
    if to.pk == giver.pk or not to.is_active or not has_verified_phone(to):
        return False
    mine = active_booking(roster, to)
    if mine is not None and mine.state not in CAN_TAKE:
        return False
    if not Roster.objects.visible_to(to).filter(pk=roster.pk).exists():
        return False
    try:
        require_fit(roster, to, None)
        require_free(roster, to)
    except Refusal:
        return False
    return True


def _answer(swap: Swap, event: SwapEvent, now: datetime) -> None:
    swap.state, swap.answered_at = SWAP.advance(SwapState(swap.state), event), now
    swap.save(update_fields=["state", "answered_at"])


def _tell(swap: Swap, event: str, recipient: Any, name: str, now: datetime) -> None:
    roster = swap.booking.roster
    fields = {"event": event, "title": roster.title, "name": name, "when": moment(roster.starts_at)}
    notify(
        kind=SWAP_NEWS,
        recipients=[recipient],
        subject=swap.code,
        event=event,
        fields=fields | {"place": roster.place},
        url=roster.url,
        now=now,
    )
