"""What about conventions waits for staff: a review once a year, figures that wait for a second person, wording."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from councils.conventions_enums import ConventionState, WordingOutcome, WordingState
from councils.models import Adoption, ConventionVersion, Wording
from portal.core.staff_tasks import StaffTask

YEAR = timedelta(days=365)


def convention_tasks(user: Any) -> list[StaffTask]:
    """For whoever looks after a community. Three queries.

    A version in force for a year is looked at again: is it kept, does it fit, does another one have to be begun?
    """
    desk = ConventionVersion.objects.in_care_of(user)
    due = desk.filter(state=ConventionState.IN_FORCE, in_force_from__lte=timezone.localdate() - YEAR).count()
    waiting = Adoption.objects.filter(version__in=desk, confirmed_at__isnull=True).exclude(entered_by=user.pk).count()
    wordings = Wording.objects.filter(
        version__in=desk, state=WordingState.SHOWN, outcome=WordingOutcome.OPEN, version__state=ConventionState.DRAFTED
    ).exclude(author=user.pk)
    unanswered = list(wordings.values_list("version__code", flat=True))
    address = reverse("conventions_staff")
    tasks = []
    if due:
        tasks.append(StaffTask(_("Conventions in force for a year: look whether they still fit"), address, due))
    if waiting:
        tasks.append(StaffTask(_("Counts of meetings that wait for a second person"), address, waiting))
    if unanswered:
        to = reverse("conventions_wordings", args=unanswered[:1]) if len(set(unanswered)) == 1 else address
        tasks.append(StaffTask(_("Suggested wordings to answer"), to, len(unanswered)))
    return tasks
