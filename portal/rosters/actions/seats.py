"""What every change of seats goes through, with the roster's lock held: a move by the table, and the queue behind it.

Locks, always in this order: the roster's row, then a person's. Who books waits for both. A promotion does not wait for
a person who is just booking elsewhere: it comes again through the outbox, and until then nobody is let past them.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from portal.accounts.models import User
from portal.core import outbox
from portal.core.errors import Refusal
from portal.notices.actions import notify
from portal.rosters.enums import BookingEvent, BookingState, Channel, Ending, SwapState
from portal.rosters.lifecycle import BOOKING
from portal.rosters.models import Booking, Roster, SeatPool
from portal.rosters.news import CALL, SEAT
from portal.rosters.ports import roster_kinds
from portal.rosters.queries.fitness import require_came_before, require_fit

REFILL = "rosters.refill"
BATCH = 20


def moment(at: datetime) -> str:
    """Date and time as people read them in a notice."""
    return date_format(timezone.localtime(at), "Y-m-d H:i")


def pool_for(pools: Sequence[SeatPool], channel: Channel | str, size: int) -> SeatPool | None:
    """Where a whole party finds seats: those kept for its channel first, then those open to all."""
    mine = [pool for pool in pools if pool.channel in (channel, Channel.ONLINE) and pool.free >= size]
    return min(mine, key=lambda pool: pool.channel == Channel.ONLINE, default=None)


def could_ever_fit(pools: Sequence[SeatPool], channel: Channel | str, size: int) -> bool:
    """Whether the seats would do for this party if nobody else came."""
    return any(pool.seats >= size for pool in pools if pool.channel in (channel, Channel.ONLINE))


def move(booking: Booking, event: BookingEvent, now: datetime, **changes: Any) -> Booking:
    """Move it by the table and write it. Seats it no longer holds are free, an offer or a swap that was open is over.

    Raises WrongState. Whoever calls this holds the roster's lock.
    """
    booking.state = BOOKING.advance(BookingState(booking.state), event)
    booking.moved_at, booking.offered_until = now, None
    if booking.state in (BookingState.CANCELLED, BookingState.NO_SHOW):
        booking.pool = None
    if booking.state in (BookingState.NO_SHOW, BookingState.BOOKED):
        booking.came_at, booking.came_by = None, ""
    for name, value in changes.items():
        setattr(booking, name, value)
    booking.save()
    if event in (BookingEvent.CANCEL, BookingEvent.CHECK_IN, BookingEvent.MISS):
        booking.swaps.filter(state=SwapState.ASKED).update(state=SwapState.WITHDRAWN, answered_at=now)
    roster_kinds.get(booking.roster.kind).moved(booking, now)
    return booking


def refill(roster: Roster, now: datetime) -> bool:
    """Give what is free to who waits: the first party that fits and is free at that time, and so on.

    Who no longer has what the roster asks for is passed over, hears why, and keeps their place in the queue. Offers
    that ran out are over first; nobody moves up any more once it has begun. False where somebody in front is
    just booking elsewhere: the free seats are theirs to be asked about, and the outbox comes again.
    """
    for late in roster.bookings.filter(state=BookingState.OFFERED, offered_until__lte=now).order_by("id"):
        late.roster = roster
        move(late, BookingEvent.CANCEL, now, ending=Ending.LAPSED)
        tell(late, "lapsed", now)
    if roster.is_over(now) or now >= roster.starts_at:
        return True
    pools = list(roster.pools.all())
    for booking in _queue(roster, pools):
        pool = pool_for(pools, booking.channel, booking.size)
        if pool is None:
            continue
        if booking.user_id is not None:
            held = _person(booking.user_id)
            if held is None:
                outbox.add(REFILL, key=roster.code)
                return False
            if not held.is_active or Booking.objects.overlapping(held.pk, roster).exists():
                continue
            if (lack := _lack(booking, held, now)) is not None:
                tell_passed_over(booking, lack, now)
                continue
        _give(booking, pool, roster.offer_until(now), now)
        pool.taken += booking.size
    return True


@transaction.atomic
def refill_roster(*, code: str, now: datetime) -> None:
    """What the outbox asks for when an offer runs out or somebody was busy. Raises Hidden."""
    refill(Roster.objects.locked(code), now)


def tell(booking: Booking, event: str, now: datetime) -> None:
    """Tell the person what became of their booking; guests are told by whoever has their number."""
    _tell(booking, event, now, once=f"{event}:{now.isoformat()}", why=booking.ended_because)


def tell_passed_over(booking: Booking, lack: Refusal, now: datetime) -> None:
    """Tell who was passed over what they lack; the same lack once."""
    why = " ".join([lack.message, *lack.fields.values()])
    _tell(booking, "passed_over", now, once=f"passed_over:{lack.code}:{','.join(sorted(lack.fields))}", why=why)


def tell_to_call(booking: Booking, now: datetime) -> None:
    """Tell whoever keeps the list that a guest has to be asked by telephone whether they take the place."""
    roster = booking.roster
    notify(
        kind=CALL,
        recipients=roster_kinds.get(roster.kind).managers(roster),
        subject=booking.code,
        event=f"offered:{now.isoformat()}",
        fields={
            "title": roster.title,
            "name": booking.name,
            "until": moment(booking.offered_until) if booking.offered_until else "",
        },
        url=reverse("rosters:desk", args=[roster.code]),
        now=now,
    )


def _tell(booking: Booking, event: str, now: datetime, *, once: str, why: str) -> None:
    if booking.user_id is None:
        return
    roster = booking.roster
    notify(
        kind=SEAT,
        recipients=[booking.user_id],
        subject=booking.code,
        event=once,
        fields={
            "event": event,
            "title": roster.title,
            "when": moment(roster.starts_at),
            "until": moment(booking.offered_until) if booking.offered_until else "",
            "why": why,
        },
        url=roster.url,
        now=now,
    )


def _person(pk: int) -> User | None:
    """The person with where they live, held; None while somebody else holds them."""
    held = User.objects.select_for_update(of=("self",), skip_locked=True, no_key=True).select_related("resident")
    return held.filter(pk=pk).first()


def _lack(booking: Booking, person: User, now: datetime) -> Refusal | None:
    """What the roster asks for and the person no longer has. Who was entered by staff may have missed others."""
    guardian: Any = booking.guardian
    try:
        require_fit(booking.roster, person, guardian)
        if booking.channel == Channel.ONLINE:
            require_came_before(person, now)
    except Refusal as lack:
        return lack
    return None


def _queue(roster: Roster, pools: Sequence[SeatPool]) -> Iterator[Booking]:
    """Who waits and might fit, first come first, read in pieces: a rush leaves a long queue and frees few seats."""
    last = 0
    while largest := max((pool.free for pool in pools), default=0):
        waiting = roster.bookings.waiting().filter(id__gt=last, size__lte=largest)
        batch = list(waiting.select_related("guardian__resident")[:BATCH])
        for booking in batch:
            booking.roster = roster
            yield booking
        if len(batch) < BATCH:
            return
        last = batch[-1].pk


def _give(booking: Booking, pool: SeatPool, offer_until: datetime | None, now: datetime) -> None:
    guest = booking.user_id is None
    # A guest cannot answer within minutes: while they can still cancel by telephone, the place is theirs.
    if offer_until is None or (guest and now < booking.roster.cancel_until):
        move(booking, BookingEvent.PROMOTE, now, pool=pool)
        tell(booking, "promoted", now)
        return
    move(booking, BookingEvent.OFFER, now, pool=pool, offered_until=offer_until)
    outbox.add(REFILL, key=booking.roster.code, due_at=offer_until)
    if guest:
        tell_to_call(booking, now)
    else:
        tell(booking, "offered", now)
