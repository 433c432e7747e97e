from typing import Any

from django.utils.translation import gettext as _
from wagtail import hooks


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
    actions.register_action("rosters.strike_off", _("Strike somebody off"), _("Struck somebody off"))
    actions.register_action("rosters.tick", _("Tick people off"), _("Ticked people off"))
    actions.register_action("rosters.record_qualification", _("Note a qualification"), _("Noted a qualification"))
