"""The holiday table in the staff area, and the words of the audit log."""

from typing import Any

from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from portal.accounts.permissions import DistrictPolicy
from portal.cases.enums import Entry
from portal.cases.models import CalendarDay

KEPT = ("view", "add", "change", "delete")
register_permission_policy(CalendarDay, DistrictPolicy(CalendarDay, actions=KEPT))


class CalendarViewSet(ModelViewSet):
    """Days that differ from their weekday, kept by the district."""

    model = CalendarDay
    copy_view_enabled = False
    name = "calendar-days"
    menu_label = gettext_lazy("Holidays and working days")
    icon = "date"
    add_to_settings_menu = True
    form_fields = ("date", "is_workday", "name")
    list_display = ("date", "is_workday", "name")
    ordering = ("-date",)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**{"history_url_name": None, "usage_url_name": None, **kwargs})

    def get_urlpatterns(self) -> list[URLPattern]:
        """The log of changes is in the reports; a day is used nowhere."""
        kept = ("index", "index_results", "add", "edit", "delete")
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in kept]


@hooks.register("register_admin_viewset")
def register_calendar() -> Any:
    return CalendarViewSet("calendar-days")


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """What is done to cases, for the audit log."""
    actions.register_action("cases.open", _("Take a matter in"), _("Took the matter in"))
    for entry in Entry:
        if entry not in (Entry.OPENED, Entry.SUPERVISED):
            actions.register_action(f"cases.{entry.value}", entry.label, entry.label)
