from councils.actions.meetings.agenda import add_item, drop_item, raise_item
from councils.actions.meetings.attending import attend, enter_attendance, note_women
from councils.actions.meetings.calling import call_meeting, call_off_meeting, change_meeting, plan_meeting
from councils.actions.meetings.counting import enter_room_count, record_proxy, tick_attendance
from councils.actions.meetings.minutes import approve_minutes, draft_minutes, publish_minutes
from councils.actions.meetings.motions import close_debate, raise_motion, second_motion, take_motion_up, withdraw_motion
from councils.actions.meetings.running import close_item, end_meeting, open_item, pause, resume, start_meeting
from councils.actions.meetings.speaking import ask_to_speak, end_turn, give_floor
from councils.actions.meetings.voting import close_vote, open_vote, vote_on_motion

__all__ = [
    "add_item",
    "approve_minutes",
    "ask_to_speak",
    "attend",
    "call_meeting",
    "call_off_meeting",
    "change_meeting",
    "close_debate",
    "close_item",
    "close_vote",
    "draft_minutes",
    "drop_item",
    "end_meeting",
    "end_turn",
    "enter_attendance",
    "enter_room_count",
    "give_floor",
    "note_women",
    "open_item",
    "open_vote",
    "pause",
    "plan_meeting",
    "publish_minutes",
    "raise_item",
    "raise_motion",
    "record_proxy",
    "resume",
    "second_motion",
    "start_meeting",
    "take_motion_up",
    "tick_attendance",
    "vote_on_motion",
    "withdraw_motion",
]
