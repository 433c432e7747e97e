"""Confirmed hours of service, by community and month."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from portal.core.open_data import Column, DataSet
from volunteers.models import ServiceRecord


def _rows(now: datetime) -> Iterable[list[Any]]:
    """One query."""
    place = ("shift__roster__community__subdistrict__name", "shift__roster__community__name")
    served = ServiceRecord.objects.counted().filter(started_at__lte=now).order_by()
    months = served.annotate(month=TruncMonth("started_at")).values_list("month", *place)
    counted = months.annotate(people=Count("user", distinct=True), times=Count("pk"), total=Sum("minutes"))
    for at, street, name, people, times, minutes in counted.order_by("month", *place):
        yield [f"{at:%Y-%m}", street, name, people, times, minutes]


HOURS = DataSet(
    label=_("Hours of service"),
    about=_("What volunteers served, as confirmed, by community and month."),
    columns=(
        Column("month", _("Month"), _("Year and month in which they served")),
        Column("subdistrict", _("Sub-district"), _("Of the community")),
        Column("community", _("Community"), _("Where they served")),
        Column("people", _("Volunteers"), _("Different people"), _("people")),
        Column("times", _("Times"), _("How often somebody served"), _("times"), figure=True),
        Column("minutes", _("Time"), _("All service, without the way there and back"), _("minutes"), figure=True),
    ),
    rows=_rows,
    group="people",
)
