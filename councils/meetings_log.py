"""What conveners do in meetings, for the audit log."""

from typing import Any

from django.utils.translation import gettext_lazy as _


def register_meeting_actions(actions: Any) -> None:
    actions.register_action("councils.plan_meeting", _("Plan a meeting"), _("Planned the meeting"))
    actions.register_action("councils.change_meeting", _("Change a meeting"), _("Changed the meeting"))
    actions.register_action("councils.change_agenda", _("Change an agenda"), _("Changed the agenda"))
    actions.register_action("councils.call_meeting", _("Call a meeting"), _("Called the meeting"))
    actions.register_action("councils.call_off_meeting", _("Call a meeting off"), _("Called the meeting off"))
    actions.register_action("councils.start_meeting", _("Begin a meeting"), _("Began the meeting"))
    actions.register_action("councils.pause_meeting", _("Pause a meeting"), _("Paused the meeting"))
    actions.register_action("councils.resume_meeting", _("Go on with a meeting"), _("Went on with the meeting"))
    actions.register_action("councils.end_meeting", _("End a meeting"), _("Ended the meeting"))
    actions.register_action("councils.note_women", _("Record women present"), _("Recorded the women present"))
    actions.register_action("councils.open_item", _("Open an item"), _("Opened an item"))
    actions.register_action("councils.close_item", _("Close an item"), _("Closed an item"))
    actions.register_action("councils.give_floor", _("Give the floor"), _("Gave somebody the floor"))
    actions.register_action("councils.end_turn", _("End a turn"), _("Ended a turn"))
    actions.register_action("councils.take_motion_up", _("Put a motion on the floor"), _("Put a motion on the floor"))
    actions.register_action("councils.withdraw_motion", _("Withdraw a motion"), _("Withdrew a motion"))
    actions.register_action("councils.close_debate", _("Close a debate"), _("Closed the debate"))
    actions.register_action("councils.open_vote", _("Open a vote"), _("Opened the vote"))
    actions.register_action("councils.close_vote", _("Close a vote"), _("Closed the vote"))
    actions.register_action("councils.draft_minutes", _("Write minutes"), _("Wrote the minutes"))
    actions.register_action("councils.approve_minutes", _("Approve minutes"), _("Approved the minutes"))
    actions.register_action("councils.publish_minutes", _("Publish minutes"), _("Published the minutes"))
    actions.register_action("councils.hand_over", _("Hand a resolution over"), _("Handed the resolution over"))
    actions.register_action("councils.finish_resolution", _("Carry a resolution out"), _("Carried the resolution out"))
    actions.register_action("councils.look_back", _("Look back on a resolution"), _("Looked back on the resolution"))
    actions.register_action("councils.reopen_resolution", _("Reopen a resolution"), _("Reopened the resolution"))
    actions.register_action("councils.count_room", _("Count in the room"), _("Counted in the room"))
    actions.register_action("councils.record_proxy", _("Enter a proxy"), _("Entered a proxy"))
