from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from portal.accounts.permissions import CommunityPolicy
from portal.rosters.models import Roster
from portal.rosters.queries.lists import looks_after_any
from portal.rosters.views import staff

register_permission_policy(Roster, CommunityPolicy(Roster))


class RosterFinder:
    """Where reports and logs lead for a roster: its desk, for whoever keeps its list."""

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_edit_url(self, instance: Roster) -> str | None:
        kept = Roster.objects.managed_by(self.user).filter(pk=instance.pk).exists()
        return reverse("rosters:desk", args=[instance.code]) if kept else None


register_admin_url_finder(Roster, RosterFinder)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    return [path("rosters/", staff.index, name="rosters_index")]


class CommunityMenuItem(MenuItem):
    """Shown to those who look after a community."""

    def is_shown(self, request: HttpRequest) -> bool:
        return looks_after_any(request.user)


@hooks.register("register_admin_menu_item")
def register_rosters_menu_item() -> MenuItem:
    address = reverse("rosters_index")
    label = gettext_lazy("Lists of people")
    return CommunityMenuItem(label, address, name="rosters", icon_name=staff.ICON, order=24)


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """What staff do to rosters, for the audit log. What people book themselves is in the bookings."""
    actions.register_action("rosters.open", _("Set up a list"), _("Set the list up"))
    actions.register_action("rosters.change", _("Change a list"), _("Changed the list"))
    actions.register_action("rosters.set_seats", _("Change the number of places"), _("Changed the number of places"))
    actions.register_action("rosters.call_off", _("Call it off"), _("Called it off"))
    actions.register_action("rosters.close", _("Close a list"), _("Closed the list"))
    actions.register_action("rosters.enter_booking", _("Enter a booking"), _("Entered a booking"))
    actions.register_action("rosters.walk_in", _("Let somebody in"), _("Let somebody in without a booking"))
    actions.register_action("rosters.confirm_offer", _("Take a place for somebody"), _("Took the place for somebody"))
    actions.register_action("rosters.untick", _("Take a tick back"), _("Took a tick back"))
    actions.register_action("rosters.strike_off", _("Strike somebody off"), _("Struck somebody off"))
    actions.register_action("rosters.tick", _("Tick people off"), _("Ticked people off"))
    actions.register_action("rosters.record_qualification", _("Note a qualification"), _("Noted a qualification"))
