from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def register_log_actions(actions) -> None:
    """What discussions write into the audit log."""
    actions.register_action("discussions.write", _("Write a comment"), _("Wrote a comment"))
    actions.register_action("discussions.edit", _("Change a comment"), _("Changed a comment"))
    actions.register_action("discussions.remove", _("Remove a comment"), _("Removed a comment"))
    actions.register_action("discussions.report", _("Report a comment"), _("Reported a comment"))
    actions.register_action("discussions.answer", _("Answer for the community"), _("Answered for the community"))
