"""What councils and conventions add to the staff area; each subject adds its own lines."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from councils.conventions_enums import ConventionEvent
from councils.conventions_urls import STAFF
from portal.accounts.queries import communities_of


@hooks.register("register_log_actions")
def register_convention_log_actions(actions: Any) -> None:
    """What staff do to conventions, for the audit log."""
    actions.register_action("councils.begin_convention", _("Begin a version"), _("Began a version of the convention"))
    actions.register_action("councils.write_convention", _("Write the articles"), _("Wrote the articles"))
    actions.register_action("councils.answer_warning", _("Answer a warning"), _("Answered a warning"))
    actions.register_action("councils.enter_count", _("Enter the count"), _("Entered the count of the meeting"))
    for event in ConventionEvent:
        actions.register_action(f"councils.convention_{event}", event.label, event.label)


@hooks.register("register_admin_urls")
def register_convention_urls() -> list[URLPattern]:
    return STAFF


class ConventionsMenuItem(MenuItem):
    """Shown to those who look after a community."""

    def is_shown(self, request: HttpRequest) -> bool:
        return communities_of(request.user).exists()


@hooks.register("register_admin_menu_item")
def register_conventions_menu_item() -> MenuItem:
    address = reverse("conventions_staff")
    return ConventionsMenuItem(_("Residents' conventions"), address, name="conventions", icon_name="doc-full", order=29)
