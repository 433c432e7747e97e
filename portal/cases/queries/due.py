"""What waits for the district where the holiday table ends."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.queries import is_district_admin
from portal.cases.queries.working_days import year_is_known
from portal.core.staff_tasks import StaffTask

AHEAD = timedelta(days=60)


def calendar_tasks(user: Any) -> list[StaffTask]:
    """For the district: the years within sight whose holidays nobody has entered, so that only weekends are free."""
    if not is_district_admin(user):
        return []
    today = timezone.localdate()
    unknown = [year for year in sorted({today.year, (today + AHEAD).year}) if not year_is_known(year)]
    if not unknown:
        return []
    years = ", ".join(map(str, unknown))
    title = _("Holidays of %s are not entered: deadlines count weekends only") % years
    return [StaffTask(title, reverse("calendar-days:index"), len(unknown))]
