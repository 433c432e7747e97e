"""How many residents were verified in a stretch of time."""

from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Resident
from portal.core.measures import By, Measure, Section, Stretch, grouped


def _verified(stretch: Stretch, by: By) -> dict[Any, int]:
    return grouped(
        Resident.objects.filter(user__is_active=True), stretch, by, Count("pk"), community="community", at="verified_at"
    )


VERIFIED = Measure(Section.FUNNEL, 1, _("Residents newly verified"), _verified)
