"""What staff do to owners' soundings, for the audit log."""

from typing import Any

from django.utils.translation import gettext_lazy as _


def register_owner_actions(actions: Any) -> None:
    actions.register_action("councils.create_sounding", _("Prepare a sounding"), _("Prepared the sounding"))
    actions.register_action("councils.put_roll", _("Read a roll in"), _("Read the roll of units in"))
    actions.register_action("councils.link_owner", _("Link an owner"), _("Linked an owner's account, or ended it"))
    actions.register_action("councils.open_sounding", _("Open a sounding"), _("Froze the roll and opened it"))
    actions.register_action("councils.enter_owner_paper", _("Enter a paper"), _("Entered an owner's paper"))
    actions.register_action("councils.confirm_owner_paper", _("Confirm a paper"), _("Confirmed an owner's paper"))
