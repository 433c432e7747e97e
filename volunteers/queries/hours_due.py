"""What waits about hours: for staff on their home screen, and for people on their own page."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.core import clock
from portal.core.my_items import MyItem
from portal.core.staff_tasks import StaffTask
from volunteers.hours_news import spoken_minutes
from volunteers.queries.hours import (
    UNCONFIRMED_AFTER,
    disputes_of,
    open_disputes,
    unconfirmed_for_leader,
    unconfirmed_shifts,
    year_of,
)


def hours_tasks(staff: Any) -> list[StaffTask]:
    """Hours that nobody confirmed for three days, and disputes. Two queries."""
    now, url = clock.now(), reverse("hours_index")
    late = list(unconfirmed_shifts(staff).filter(ended_at__lte=now - UNCONFIRMED_AFTER))
    disputes = list(open_disputes(staff))
    tasks = []
    if late:
        due_at = late[0].ended_at + UNCONFIRMED_AFTER if late[0].ended_at else None
        tasks.append(StaffTask(_("Hours of service nobody has confirmed"), url, len(late), due_at))
    if disputes:
        tasks.append(StaffTask(_("What volunteers say about their hours"), url, len(disputes), disputes[0].filed_at))
    return tasks


def my_hours_items(user: Any) -> list[MyItem]:
    """The hours of this year, shifts whose hours wait for whoever leads them, disputes that wait. Three queries."""
    now, kind = clock.now(), _("Hours of service")
    year = year_of(user, timezone.localdate(now).year)
    items = [
        MyItem(
            title=_("Hours of “%s” wait to be confirmed") % shift.roster.title,
            url=reverse("volunteers:hours", args=[shift.code]),
            state_label=_("to confirm"),
            state_tone="wait",
            at=shift.ended_at or now,
            kind_label=kind,
            action_hint=_("Confirm the hours"),
        )
        for shift in unconfirmed_for_leader(user)[:20]
    ]
    items += [
        MyItem(
            title=dispute.shift.roster.title,
            url=reverse("hours:mine"),
            state_label=_("waits for an answer"),
            state_tone="wait",
            at=dispute.filed_at,
            kind_label=kind,
        )
        for dispute in disputes_of(user)
        if dispute.answered_at is None
    ]
    if year.times:
        title = _("%(year)d: %(spoken)s of service") % {"year": year.year, "spoken": spoken_minutes(year.minutes)}
        items.append(MyItem(title, reverse("hours:mine"), pgettext("hours", "confirmed"), "done", now, kind))
    return items
