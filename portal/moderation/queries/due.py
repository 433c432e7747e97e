"""What the staff home says about the inbox."""

from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.staff_tasks import StaffTask
from portal.moderation.enums import Box
from portal.moderation.models import Appeal, Submission


def inbox_tasks(user: Any) -> list[StaffTask]:
    """What `user` may decide and answer themselves, with the earliest promise of each; a line of none is left out."""
    appealed = Submission.objects.answerable_by(user).filter(pk__in=Appeal.objects.open().values("submission"))
    lines = (
        (_("What residents handed in"), Box.WAITING, Submission.objects.decidable_by(user).open()),
        (_("Appeals to answer"), Box.APPEALS, appealed),
    )
    tasks = []
    for title, box, rows in lines:
        found = rows.aggregate(count=Count("pk"), due_at=Min("due_at"))
        if found["count"]:
            tasks.append(StaffTask(title=title, url=f"{reverse('moderation_inbox')}?box={box}", **found))
    return tasks
