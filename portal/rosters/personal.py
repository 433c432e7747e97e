"""What rosters hold of one person, and of guests without an account."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.retention import RetentionRule
from portal.rosters.actions.seats import move, refill
from portal.rosters.actions.setting_up import GOING
from portal.rosters.enums import BookingEvent, Ending, SwapState
from portal.rosters.models import Booking, CalendarAddress, Qualification, Roster, Swap

GUESTS_KEPT = timedelta(days=90)


def bookings_of(user: Any) -> dict[str, Any]:
    """Bookings with how they came out, places handed on, qualifications; the calendar's address is a key and left out.

    Four queries.
    """
    bookings = Booking.objects.filter(Q(user=user) | Q(guardian=user)).select_related("roster").order_by("id")
    swaps = Swap.objects.filter(to=user).select_related("booking__roster").order_by("asked_at", "id")
    return {
        "bookings": [
            {
                "title": each.roster.title,
                "begins": each.roster.starts_at.isoformat(),
                "made_at": each.made_at.isoformat(),
                "people": each.size,
                "children": each.children,
                "as_adult_for_a_child": each.user_id != user.pk,
                "state": each.state,
                "struck_off_because": each.ended_because,
                "signed_in": each.came_at.isoformat() if each.came_at else None,
            }
            for each in bookings
        ],
        "offered_places": [
            {"title": each.booking.roster.title, "asked_at": each.asked_at.isoformat(), "state": each.state}
            for each in swaps
        ],
        "qualifications": [
            {"kind": each.kind, "valid_until": each.valid_until.isoformat()}
            for each in Qualification.objects.filter(user=user)
        ],
        "has_calendar_address": CalendarAddress.objects.filter(user=user).exists(),
    }


def rosters_first(user: Any, now: datetime) -> list[QuerySet[Roster]]:
    """What is locked before the person's row: the lists ahead that they are on or may get onto, by number."""
    booked = Q(bookings__user=user, bookings__state__in=GOING)
    asked = Q(bookings__swaps__to=user, bookings__swaps__state=SwapState.ASKED)
    ahead = Roster.objects.filter(booked | asked, starts_at__gt=now).values("pk")
    return [Roster.objects.filter(pk__in=ahead).order_by("pk")]


def forget_in_rosters(user: Any, now: datetime) -> list[str]:
    """What lies ahead is cancelled, so that others move up; qualifications and the calendar's address go.

    That somebody was there stays as a number without their name.
    """
    going = Q(bookings__user=user, bookings__state__in=GOING)
    for code in (
        Roster.objects.filter(going, starts_at__gt=now).distinct().order_by("pk").values_list("code", flat=True)
    ):
        roster = Roster.objects.locked(code)
        for booking in roster.bookings.filter(user=user, state__in=GOING):
            booking.roster = roster
            move(booking, BookingEvent.CANCEL, now, ending=Ending.PERSON)
        refill(roster, now)
    Swap.objects.filter(to=user, state=SwapState.ASKED).update(state=SwapState.DECLINED, answered_at=now)
    Booking.objects.filter(user=user).exclude(ended_because="").update(ended_because="")
    Qualification.objects.filter(user=user).delete()
    CalendarAddress.objects.filter(user=user).delete()
    if Booking.objects.filter(Q(user=user) | Q(guardian=user)).exists():
        return [_("That somebody booked and came, without your name for others: seats and people are counted.")]
    return []


def _forget_guests(before: datetime) -> int:
    """Blank the names and numbers of guests of what ended before `before`; returns how many."""
    named = Booking.objects.filter(roster__ends_at__lt=before, user__isnull=True)
    written = named.exclude(guest_name="", guest_phone="", ended_because="")
    return written.update(guest_name="", guest_phone="", ended_because="")


GUESTS = RetentionRule(
    key="roster_guests",
    what=gettext_lazy("names and numbers of people without an account on lists of what is over"),
    kept=GUESTS_KEPT,
    why=gettext_lazy("Long enough to ask back about a list or a certificate; how many came stays."),
    sweep=_forget_guests,
)
