"""Seats offered and taken, and who came: shifts, lectures and whatever else keeps a list."""

from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from portal.core.measures import By, Measure, Section, Stretch, grouped
from portal.rosters.enums import BookingState
from portal.rosters.models import Booking, SeatPool

HELD = {"roster__called_off_at__isnull": True}
PATHS = {"community": "roster__community", "at": "roster__starts_at"}


def _offered(stretch: Stretch, by: By) -> dict[Any, int]:
    return grouped(SeatPool.objects.filter(**HELD), stretch, by, Sum("seats"), **PATHS)


def _taken(stretch: Stretch, by: By) -> dict[Any, int]:
    return grouped(SeatPool.objects.filter(**HELD), stretch, by, Sum("taken"), **PATHS)


def _came(stretch: Stretch, by: By) -> dict[Any, int]:
    came = Booking.objects.filter(**HELD, state=BookingState.ATTENDED)
    return grouped(came, stretch, by, Sum("size"), **PATHS)


OFFERED = Measure(Section.SEATS, 1, _("Places offered"), _offered)
TAKEN = Measure(Section.SEATS, 2, _("Places taken"), _taken)
CAME = Measure(Section.SEATS, 3, _("People who came"), _came)
