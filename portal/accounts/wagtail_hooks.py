from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from portal.accounts.menu import DistrictMenuItem
from portal.accounts.models import Appointment, Household, Resident, User
from portal.accounts.permissions import CommunityPolicy, DistrictPolicy
from portal.accounts.queries.counter import cares_for_any, residents_in_care_of
from portal.accounts.views.staff import appointments, counter, households
from portal.accounts.viewsets import PLACE_VIEWSETS

register_permission_policy(Resident, CommunityPolicy(Resident))
register_permission_policy(Household, CommunityPolicy(Household))
register_permission_policy(Appointment, DistrictPolicy(Appointment))


class ResidentFinder:
    """Where reports and logs lead for a resident: their page, for staff of their community."""

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_edit_url(self, instance: Resident) -> str | None:
        seen = residents_in_care_of(self.user).select_related("user").filter(pk=instance.pk).first()
        return reverse("accounts_resident", args=[seen.user.code]) if seen else None


register_admin_url_finder(Resident, ResidentFinder)


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """What accounts write into the audit log."""
    actions.register_action("accounts.ask_for_archive", _("Ask for one's data"), _("Asked for their data"))
    actions.register_action("accounts.appoint", _("Give an office"), _("Gave the office"))
    actions.register_action("accounts.end_appointment", _("End an office"), _("Ended the office"))
    actions.register_action("accounts.verify_at_counter", _("Confirm a home"), _("Confirmed the home at the counter"))
    actions.register_action("accounts.end_verification", _("Take a confirmation back"), _("Took the confirmation back"))
    actions.register_action("accounts.join_household", _("Join a household"), _("Joined the household by its code"))
    actions.register_action("accounts.add_household", _("Add a household"), _("Added the household"))
    actions.register_action("accounts.renew_join_code", _("Renew a code"), _("Renewed the household's code"))
    actions.register_action("accounts.choose_alias", _("Change the alias"), _("Changed the alias"))
    actions.register_action("accounts.change_phone", _("Change the number"), _("Changed the mobile number"))
    actions.register_action("accounts.sign_out_everywhere", _("Sign out everywhere"), _("Signed out everywhere"))
    actions.register_action("accounts.erase_person", _("Delete an account"), _("Deleted the account"))


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    return [
        path("residents/", counter.residents, name="accounts_residents"),
        path("residents/<slug:code>/", counter.resident, name="accounts_resident"),
        path("residents/<slug:code>/verify/", counter.verify, name="accounts_verify"),
        path("residents/<slug:code>/end/", counter.end, name="accounts_end_verification"),
        path("households/", households.households, name="accounts_households"),
        path("households/<slug:code>/letter/", households.letter, name="accounts_letter"),
        path("households/<slug:code>/renew/", households.renew, name="accounts_renew"),
        path("offices/", appointments.appointments, name="accounts_appointments"),
        path("offices/give/<slug:code>/", appointments.appoint_person, name="accounts_appoint"),
        path("offices/<int:pk>/end/", appointments.end, name="accounts_end_appointment"),
    ]


class CareMenuItem(MenuItem):
    """Shown to those who look after a community."""

    def is_shown(self, request: HttpRequest) -> bool:
        return cares_for_any(request.user)


@hooks.register("register_admin_menu_item")
def register_residents_menu_item() -> MenuItem:
    return CareMenuItem(
        _("Residents"), reverse("accounts_residents"), name="residents", icon_name=counter.ICON, order=30
    )


@hooks.register("register_admin_menu_item")
def register_households_menu_item() -> MenuItem:
    address = reverse("accounts_households")
    return CareMenuItem(_("Households"), address, name="households", icon_name=households.ICON, order=31)


@hooks.register("register_admin_menu_item")
def register_offices_menu_item() -> MenuItem:
    address = reverse("accounts_appointments")
    return DistrictMenuItem(_("Offices"), address, name="offices", icon_name=appointments.ICON, order=32)


@hooks.register("register_admin_viewset")
def register_place_viewsets() -> list[Any]:
    return PLACE_VIEWSETS


@hooks.register("before_bulk_action")
def keep_people(request: HttpRequest, action_type: str, objects: Any, action: Any) -> HttpResponse | None:
    """People are not deleted from a list: what they signed and did has to stay (they erase themselves)."""
    if action_type != "delete" or action.model is not User:
        return None
    messages.error(request, _now("Nobody is deleted from a list: switch “active” off, or let them do it."))
    return redirect("wagtailusers_users:index")
