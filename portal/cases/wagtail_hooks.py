"""The holiday table in the staff area, and the words of the audit log."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from portal.accounts.permissions import DistrictPolicy
from portal.accounts.queries.counter import cares_for_any
from portal.cases.enums import Entry
from portal.cases.models import CalendarDay
from portal.cases.views import board, desk, export
from portal.cases.views.staff_pages import ICON

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


@hooks.register("register_admin_urls")
def register_board_urls() -> list[URLPattern]:
    return [
        path("cases/", board.index, name="cases_board"),
        path("cases/bulk/", board.bulk, name="cases_bulk"),
        path("cases/cases.<slug:form>", export.board_file, name="cases_export"),
        path("cases/<slug:code>/", desk.case_page, name="cases_case"),
        path("cases/<slug:code>/<slug:what>/", desk.act_on_case, name="cases_act"),
    ]


class CasesMenuItem(MenuItem):
    """Shown to those who look after a community."""

    def is_shown(self, request: HttpRequest) -> bool:
        return cares_for_any(request.user)


@hooks.register("register_admin_menu_item")
def register_cases_menu_item() -> MenuItem:
    return CasesMenuItem(_("Cases"), reverse("cases_board"), name="cases", icon_name=ICON, order=22)


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """What is done to cases, for the audit log."""
    actions.register_action("cases.open", _("Take a matter in"), _("Took the matter in"))
    actions.register_action("cases.show", _("Show a matter"), _("Showed the matter to everybody"))
    actions.register_action("cases.hide", _("Hide a matter"), _("Took the matter out of sight"))
    actions.register_action("cases.keep_private", _("Keep a matter to the office"), _("Kept the matter to the office"))
    for entry in Entry:
        if entry not in (Entry.OPENED, Entry.SUPERVISED):
            actions.register_action(f"cases.{entry.value}", entry.label, entry.label)
