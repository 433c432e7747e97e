from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from portal.accounts.permissions import CommunityPolicy
from portal.accounts.queries import communities_of
from portal.rosters.queries.lists import looks_after_any
from volunteers.models import Certificate, Post, Route
from volunteers.views import staff_hours, staff_planner, staff_posts, staff_routes
from volunteers.views.staff_pages import ICON

register_permission_policy(Post, CommunityPolicy(Post))
register_permission_policy(Route, CommunityPolicy(Route))
register_permission_policy(Certificate, CommunityPolicy(Certificate))


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """What leaders and staff do to shifts and posts, for the audit log."""
    actions.register_action("volunteers.create_post", _("Set a post up"), _("Set the post up"))
    actions.register_action("volunteers.change_post", _("Change a post"), _("Changed the post"))
    actions.register_action("volunteers.close_post", _("Close a post"), _("Closed the post"))
    actions.register_action("volunteers.accept_application", _("Accept a volunteer"), _("Accepted a volunteer"))
    actions.register_action("volunteers.decline_application", _("Decline a volunteer"), _("Declined a volunteer"))
    actions.register_action("volunteers.end_application", _("End a service"), _("Ended somebody's service"))
    actions.register_action("volunteers.create_route", _("Set a route up"), _("Set the route up"))
    actions.register_action("volunteers.change_route", _("Change a route"), _("Changed the route"))
    actions.register_action("volunteers.retire_route", _("Give a route up"), _("Gave the route up"))
    actions.register_action("volunteers.create_series", _("Set a series up"), _("Set the series up"))
    actions.register_action("volunteers.end_series", _("End a series"), _("Ended the series"))
    actions.register_action("volunteers.except_day", _("Change a day of a series"), _("Changed a day of the series"))
    actions.register_action("volunteers.cancel_shift", _("Call a shift off"), _("Called the shift off"))
    actions.register_action("volunteers.take_hazard", _("Take a hazard on"), _("Took the hazard on"))
    actions.register_action("volunteers.hide_hazard", _("Hide a hazard"), _("Hid the hazard"))
    actions.register_action("volunteers.pass_hazard_on", _("Pass a hazard on"), _("Passed the hazard on"))
    actions.register_action("volunteers.open_shift", _("Open a shift"), _("Opened the shift"))
    actions.register_action("volunteers.name_leader", _("Name a leader"), _("Named who leads"))
    actions.register_action("volunteers.start_shift", _("Start a shift"), _("Started the shift"))
    actions.register_action("volunteers.end_shift", _("End a shift"), _("Ended the shift"))
    actions.register_action("volunteers.confirm_people", _("Confirm who came"), _("Confirmed who came"))


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    return [
        path("volunteers/", staff_planner.planner, name="volunteers_planner"),
        path("volunteers/day-off/", staff_planner.call_day_off, name="volunteers_call_day_off"),
        path("volunteers/shifts/<slug:code>/", staff_planner.shift, name="volunteers_shift"),
        path("volunteers/shifts/<slug:code>/<slug:what>/", staff_planner.act_on_shift, name="volunteers_shift_act"),
        path("volunteers/posts/", staff_posts.posts, name="volunteers_posts"),
        path("volunteers/posts/new/", staff_posts.new_post, name="volunteers_new_post"),
        path("volunteers/posts/<slug:code>/", staff_posts.post, name="volunteers_post"),
        path("volunteers/posts/<slug:code>/shut/", staff_posts.shut_post, name="volunteers_shut_post"),
        path("volunteers/posts/<slug:code>/<slug:application>/", staff_posts.decide, name="volunteers_decide"),
        path("volunteers/routes/", staff_posts.routes, name="volunteers_routes"),
        path("volunteers/routes/new/", staff_routes.new_route, name="volunteers_new_route"),
        path("volunteers/routes/<slug:code>/", staff_posts.route, name="volunteers_route"),
        path("volunteers/routes/<slug:code>/edit/", staff_routes.edit_route, name="volunteers_edit_route"),
        path("volunteers/routes/<slug:code>/give-up/", staff_routes.give_up_route, name="volunteers_give_up_route"),
        path("volunteers/routes/<slug:code>/shift/", staff_routes.single_shift, name="volunteers_single_shift"),
        path("volunteers/routes/<slug:code>/<slug:series>/day/", staff_routes.differ, name="volunteers_differ"),
        path("volunteers/qualifications/", staff_routes.qualifications, name="volunteers_qualifications"),
        path("volunteers/routes/<slug:code>/codes.pdf", staff_posts.codes_sheet, name="volunteers_codes"),
        path(
            "volunteers/routes/<slug:code>/<slug:series>/stop/", staff_posts.stop_series, name="volunteers_stop_series"
        ),
        path("volunteers/hazards/", staff_posts.hazards, name="volunteers_hazards"),
        path("volunteers/hazards/<slug:code>/<slug:what>/", staff_posts.act_on_hazard, name="volunteers_hazard_act"),
    ]


class VolunteersMenuItem(MenuItem):
    """Shown to those who look after a community."""

    def is_shown(self, request: HttpRequest) -> bool:
        return communities_of(request.user).exists()


@hooks.register("register_admin_menu_item")
def register_volunteers_menu_item() -> MenuItem:
    address = reverse("volunteers_planner")
    return VolunteersMenuItem(_("Volunteers and patrols"), address, name="volunteers", icon_name=ICON, order=24)


@hooks.register("register_log_actions")
def register_hours_log_actions(actions: Any) -> None:
    """What leaders and staff do to hours and certificates, for the audit log."""
    actions.register_action("volunteers.confirm_hours", _("Confirm hours"), _("Confirmed hours"))
    actions.register_action("volunteers.correct_hours", _("Correct hours"), _("Corrected hours"))
    actions.register_action("volunteers.answer_dispute", _("Answer about hours"), _("Answered about hours"))
    actions.register_action("volunteers.issue_certificate", _("Issue a certificate"), _("Issued a certificate"))
    actions.register_action("volunteers.withdraw_certificate", _("Withdraw a certificate"), _("Withdrew a certificate"))
    actions.register_action(
        "volunteers.set_issuer", _("Say who issues certificates"), _("Said who issues certificates")
    )


@hooks.register("register_admin_urls")
def register_hours_urls() -> list[URLPattern]:
    return [
        path("hours/", staff_hours.index, name="hours_index"),
        path("hours/hours.xlsx", staff_hours.export, name="hours_export"),
        path("hours/records/<slug:code>/correct/", staff_hours.correct, name="hours_correct"),
        path("hours/disputes/<slug:code>/", staff_hours.dispute, name="hours_dispute"),
        path("hours/certificates/<slug:code>/issue/", staff_hours.issue, name="hours_issue"),
        path("hours/certificates/<slug:serial>/withdraw/", staff_hours.withdraw, name="hours_withdraw"),
        path("hours/issuers/<slug:slug>/", staff_hours.issuer, name="hours_issuer"),
    ]


class HoursMenuItem(MenuItem):
    """Shown to those who look after a community."""

    def is_shown(self, request: HttpRequest) -> bool:
        return looks_after_any(request.user)


@hooks.register("register_admin_menu_item")
def register_hours_menu_item() -> MenuItem:
    label, address = _("Hours of service"), reverse("hours_index")
    return HoursMenuItem(label, address, name="hours", icon_name=staff_hours.ICON, order=27)
