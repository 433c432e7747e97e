"""The staff home: what needs me, oldest first."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import LockedPagesPanel, RecentEditsPanel

from portal.core.clock import now
from portal.core.staff_tasks import StaffTask, staff_tasks

NEVER = datetime(9000, 1, 1, tzinfo=UTC)
KEPT = (RecentEditsPanel, LockedPagesPanel)


class DueTasks(Component):
    """Everything the rooms say waits for this person, the earliest promise first."""

    name = "due_tasks"
    template_name = "moderation/due_tasks.html"
    order = 10

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        user = parent_context["request"].user
        return {"tasks": due_tasks(user), "now": now()}


def due_tasks(user: Any) -> list[StaffTask]:
    """What waits for `user` in all rooms; what has no date comes last."""
    found = [task for ask in staff_tasks for task in ask(user) if task.count]
    return sorted(found, key=lambda task: (task.due_at or NEVER, task.title))


def quiet_home(panels: list[Component]) -> list[Component]:
    """Of Wagtail's own panels those that a person's own work fills; rooms' panels all stay."""
    return [panel for panel in panels if isinstance(panel, KEPT) or not type(panel).__module__.startswith("wagtail.")]
