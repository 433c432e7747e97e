"""Places in shifts, lectures and other things with a list, by community and month."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from portal.core.open_data import Column, DataSet
from portal.rosters.enums import BookingState
from portal.rosters.models import Booking, SeatPool


def _rows(now: datetime) -> Iterable[list[Any]]:
    """What is over by `now` and was not called off. Two queries."""
    over = {"roster__called_off_at__isnull": True, "roster__ends_at__lte": now}
    place = ("roster__community__subdistrict__name", "roster__community__name")
    month = TruncMonth("roster__starts_at")
    came = Booking.objects.filter(**over, state=BookingState.ATTENDED).order_by().annotate(month=month)
    present = {tuple(row[:3]): row[3] for row in came.values_list("month", *place).annotate(people=Sum("size"))}
    pools = SeatPool.objects.filter(**over).order_by().annotate(month=month).values_list("month", *place)
    counted = pools.annotate(held=Count("roster", distinct=True), offered=Sum("seats"), booked=Sum("taken"))
    for at, street, name, held, offered, booked in counted.order_by("month", *place):
        yield [f"{at:%Y-%m}", street, name, held, offered, booked, present.get((at, street, name), 0)]


PLACES = _("places")
SEATS = DataSet(
    label=_("Places and who came"),
    about=_("Shifts, lectures and everything else with a list of places, by community and month, once it is over."),
    columns=(
        Column("month", _("Month"), _("Year and month in which it began")),
        Column("subdistrict", _("Sub-district"), _("Of the community")),
        Column("community", _("Community"), _("Where it was held")),
        Column("held", _("Held"), _("How many were held and not called off"), _("times")),
        Column("offered", _("Places offered"), _("All places together"), PLACES),
        Column("taken", _("Places taken"), _("Places that were booked"), PLACES),
        Column("came", _("People who came"), _("As ticked off on the day"), _("people")),
    ),
    rows=_rows,
    group="came",
)
