"""How many volunteered, and for how long, as confirmed."""

from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from portal.core.measures import By, Measure, Section, Stretch, grouped
from volunteers.models import ServiceRecord


def _volunteered(stretch: Stretch, by: By) -> dict[Any, int]:
    people = Count("user", distinct=True)
    return grouped(
        ServiceRecord.objects.counted(), stretch, by, people, community="user__resident__community", at="started_at"
    )


def _hours(stretch: Stretch, by: By) -> dict[Any, int]:
    """Whole hours, rounded."""
    served = grouped(
        ServiceRecord.objects.counted(),
        stretch,
        by,
        Sum("minutes"),
        community="shift__roster__community",
        at="started_at",
    )
    return {key: round(minutes / 60) for key, minutes in served.items()}


VOLUNTEERED = Measure(Section.FUNNEL, 4, _("Volunteered"), _volunteered)
HOURS = Measure(Section.SEATS, 4, _("Hours of service"), _hours)
