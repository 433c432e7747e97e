"""Rosters come from rooms: set up with the thing they belong to, changed with it, and called off."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.communities.models import Community
from portal.core import audit, outbox
from portal.core.errors import Invalid, WrongState
from portal.core.text import plain
from portal.notices.actions import notify
from portal.rosters.actions.desk import managed_roster
from portal.rosters.actions.seats import moment, move, refill
from portal.rosters.enums import BookingEvent, BookingState, Channel, Ending
from portal.rosters.models import Roster, SeatPool
from portal.rosters.models.roster import PARTY_AT_MOST, PLACE_AT_MOST, REASON_AT_MOST, TITLE_AT_MOST
from portal.rosters.news import CHANGE
from portal.rosters.ports import qualification_kinds, roster_kinds

REMIND, COUNT = "rosters.remind", "rosters.minimum"
GOING = (BookingState.BOOKED, BookingState.OFFERED, BookingState.WAITLISTED)


@dataclass(frozen=True)
class Terms:
    """What a roster says of its thing and of whom it takes; the fields of `Roster` of the same names."""

    title: str
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    closes_at: datetime
    cancel_until: datetime
    place: str = ""
    party_max: int = 1
    minimum: int = 0
    has_waitlist: bool = True
    offer_minutes: int = 0
    overlap_allowed: bool = False
    residents_only: bool = True
    min_age: int | None = None
    max_age: int | None = None
    guardian_under: int = 0
    needs: list[str] = field(default_factory=list)
    remind_hours: int = 24


@transaction.atomic
def open_roster(
    *, kind: str, community: Community, terms: Terms, seats: Mapping[Channel, int], actor: Any, now: datetime
) -> Roster:
    """Set up the seats of a thing: `seats[ONLINE]` are open to all, the others kept for their channel.

    Whether `actor` may is the room's to ask. Raises KeyError for a kind that nobody registered, Invalid.
    """
    roster_kinds.get(kind)
    terms = _checked(terms)
    if not sum(seats.values()) or min(seats.values()) < 0:
        raise Invalid(seats=_("It needs at least one place."))
    roster = Roster.objects.create(kind=kind, community=community, created_by=actor, **_values(terms))
    SeatPool.objects.bulk_create(
        SeatPool(roster=roster, channel=channel, seats=seats.get(channel, 0))
        for channel in Channel
        if channel == Channel.ONLINE or seats.get(channel)
    )
    _promise(roster)
    audit.record("rosters.open", roster, actor)
    return roster


@transaction.atomic
def change_roster(*, code: str, terms: Terms, actor: Any, now: datetime) -> Roster:
    """Change title, place, times and conditions; bookings stay, and hear of another time or place.

    Conditions count for who comes from now on. Raises as `managed_roster`, WrongState (called off, closed), Invalid.
    """
    roster = managed_roster(code, actor)
    _require_alive(roster)
    terms = _checked(terms)
    before = (roster.starts_at, roster.ends_at, roster.place)
    for name, value in _values(terms).items():
        setattr(roster, name, value)
    roster.save()
    _promise(roster)
    if (roster.starts_at, roster.ends_at, roster.place) != before:
        _announce(roster, "moved", now)
    refill(roster, now)
    audit.record("rosters.change", roster, actor)
    return roster


@transaction.atomic
def set_seats(*, code: str, seats: Mapping[Channel, int], actor: Any, now: datetime) -> Roster:
    """Change how many seats there are, a channel each; who waits moves up into new ones.

    Raises as `managed_roster`, WrongState, Invalid where more are taken already (the channel names the field).
    """
    roster = managed_roster(code, actor)
    _require_alive(roster)
    pools = {Channel(pool.channel): pool for pool in roster.pools.all()}
    for channel, number in seats.items():
        taken = pools[channel].taken if channel in pools else 0
        if number < taken:
            raise Invalid(**{channel.value: _("%d are taken already.") % taken})
        SeatPool.objects.update_or_create(roster=roster, channel=channel, defaults={"seats": number})
    refill(roster, now)
    audit.record("rosters.set_seats", roster, actor, **{channel.value: number for channel, number in seats.items()})
    return roster


@transaction.atomic
def call_off(*, code: str, reason: str, actor: Any, now: datetime) -> Roster:
    """It does not take place: every booking ends, and everybody hears why, at night too.

    Raises as `managed_roster`, Invalid without a reason, WrongState where it is over or called off already.
    """
    roster = managed_roster(code, actor)
    _require_alive(roster)
    reason = plain(reason)[:REASON_AT_MOST]
    if not reason:
        raise Invalid(reason=_("Say why: everybody who booked is told."))
    roster.called_off_at, roster.called_off_because = now, reason
    roster.save(update_fields=["called_off_at", "called_off_because"])
    _announce(roster, "called_off", now)
    for booking in roster.bookings.filter(state__in=GOING):
        booking.roster = roster
        move(booking, BookingEvent.CANCEL, now, ending=Ending.CALLED_OFF)
    audit.record("rosters.call_off", roster, actor, reason=reason)
    return roster


def _require_alive(roster: Roster) -> None:
    if roster.called_off_at is not None or roster.closed_at is not None:
        raise WrongState(_("This does not take place, or its list is closed."))


def _checked(terms: Terms) -> Terms:
    """Cleaned; raises Invalid with every field that cannot be used."""
    wrong: dict[str, str] = {}
    title, place = plain(terms.title)[:TITLE_AT_MOST], plain(terms.place)[:PLACE_AT_MOST]
    if not title:
        wrong["title"] = _("Write what it is.")
    if terms.ends_at <= terms.starts_at:
        wrong["ends_at"] = _("It ends after it begins.")
    if not terms.opens_at < terms.closes_at <= terms.ends_at:
        wrong["closes_at"] = _("Booking closes after it opens, and before it is over.")
    if terms.cancel_until > terms.starts_at:
        wrong["cancel_until"] = _("One can cancel until it begins at the latest.")
    if not 1 <= terms.party_max <= PARTY_AT_MOST:
        wrong["party_max"] = _("From 1 to %d people, please.") % PARTY_AT_MOST
    if terms.min_age is not None and terms.max_age is not None and terms.max_age < terms.min_age:
        wrong["max_age"] = _("This is less than the age from which one may come.")
    if any(kind not in qualification_kinds for kind in terms.needs):
        wrong["needs"] = _("Nobody knows this qualification.")
    if wrong:
        raise Invalid(**wrong)
    return replace(terms, title=title, place=place, needs=sorted(set(terms.needs)))


def _values(terms: Terms) -> dict[str, Any]:
    return {each.name: getattr(terms, each.name) for each in fields(terms)}


def _promise(roster: Roster) -> None:
    """The reminder, and the look whether enough people come; each is left alone if the time has moved meanwhile."""
    if roster.remind_hours:
        at = roster.starts_at - timedelta(hours=roster.remind_hours)
        outbox.add(REMIND, key=roster.code, payload={"starts_at": roster.starts_at.isoformat()}, due_at=at)
    if roster.minimum:
        payload = {"closes_at": roster.closes_at.isoformat()}
        outbox.add(COUNT, key=roster.code, payload=payload, due_at=roster.closes_at)


def _announce(roster: Roster, event: str, now: datetime) -> None:
    going = roster.bookings.filter(state__in=GOING, user__isnull=False)
    notify(
        kind=CHANGE,
        recipients=going.values_list("user_id", flat=True),
        subject=roster.code,
        event=f"{event}:{now.isoformat()}",
        fields={
            "event": event,
            "title": roster.title,
            "when": moment(roster.starts_at),
            "place": roster.place,
            "reason": roster.called_off_because,
        },
        url=roster.url,
        now=now,
    )
