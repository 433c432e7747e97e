from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """What leaders and staff do to shifts and posts, for the audit log."""
    actions.register_action("volunteers.create_post", _("Set a post up"), _("Set the post up"))
    actions.register_action("volunteers.change_post", _("Change a post"), _("Changed the post"))
    actions.register_action("volunteers.close_post", _("Close a post"), _("Closed the post"))
    actions.register_action("volunteers.accept_application", _("Accept a volunteer"), _("Accepted a volunteer"))
    actions.register_action("volunteers.decline_application", _("Decline a volunteer"), _("Declined a volunteer"))
    actions.register_action("volunteers.end_application", _("End a service"), _("Ended somebody's service"))
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
