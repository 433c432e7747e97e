from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def register_log_actions(actions) -> None:
    """What ballots write into the audit log. A vote itself is never in it."""
    actions.register_action("ballots.freeze_roll", _("Freeze a roll"), _("Froze the roll"))
    actions.register_action("ballots.correct_roll", _("Correct a roll"), _("Corrected the roll"))
    actions.register_action("ballots.create_poll", _("Set a vote up"), _("Set the vote up"))
    actions.register_action("ballots.make_poll_public", _("Show a vote"), _("Showed the vote to everybody"))
    actions.register_action("ballots.reschedule_poll", _("Move a vote"), _("Moved the vote"))
    actions.register_action("ballots.close_poll", _("End a vote"), _("Ended the vote"))
    actions.register_action("ballots.withdraw_option", _("Withdraw an option"), _("Withdrew the option"))
    actions.register_action("ballots.restore_option", _("Restore an option"), _("Restored the option"))
    actions.register_action("ballots.file_sheets", _("File score sheets"), _("Filed score sheets"))
    actions.register_action("ballots.open_sheet", _("Begin a sign-in sheet"), _("Began a sign-in sheet"))
    actions.register_action("ballots.close_sheet", _("Close a sign-in sheet"), _("Closed a sign-in sheet"))
    actions.register_action("ballots.confirm_sheet", _("Confirm a sign-in sheet"), _("Confirmed a sign-in sheet"))
    actions.register_action("ballots.reopen_sheet", _("Reopen a sign-in sheet"), _("Reopened a sign-in sheet"))
    actions.register_action("ballots.drop_sheet", _("Drop a sign-in sheet"), _("Dropped a sign-in sheet"))
    actions.register_action("ballots.count_box", _("Count a ballot box"), _("Counted a ballot box"))
    actions.register_action("ballots.recount_box", _("Count a box again"), _("Had a box counted again"))
    actions.register_action("ballots.count_poll", _("Count a vote"), _("Counted the vote"))
    actions.register_action("ballots.publish_result", _("Publish a result"), _("Published the result"))
    actions.register_action("ballots.file_objection", _("Object to a result"), _("Objected to the result"))
    actions.register_action("ballots.answer_objection", _("Answer an objection"), _("Answered an objection"))
    actions.register_action("ballots.extend_objections", _("Lengthen objections"), _("Lengthened the objections"))
    actions.register_action("ballots.propose_exclusion", _("Ask about a ballot"), _("Asked to see to a ballot"))
    actions.register_action("ballots.decide_exclusion", _("Decide on a ballot"), _("Decided on a ballot"))
    actions.register_action("ballots.look", _("Look at how ballots came"), _("Looked at how the ballots came"))
    actions.register_action("ballots.settle_signal", _("Settle what was noticed"), _("Settled what was noticed"))
    actions.register_action("ballots.propose_certification", _("Ask to certify"), _("Asked to certify the result"))
    actions.register_action("ballots.certify_poll", _("Certify a result"), _("Certified the result"))
