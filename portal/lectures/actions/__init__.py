from portal.lectures.actions.checking import sign_off, take_back_sign_off
from portal.lectures.actions.following import ask_after_session, booking_moved, follow_publication
from portal.lectures.actions.guardians import agree, ask_guardian, record_agreement, take_back_agreement
from portal.lectures.actions.saying import give_feedback
from portal.lectures.actions.sessions import Plan, call_off_session, change_session, open_session
from portal.lectures.actions.wishes import wish_for_places

__all__ = [
    "Plan",
    "agree",
    "ask_after_session",
    "ask_guardian",
    "booking_moved",
    "call_off_session",
    "change_session",
    "follow_publication",
    "give_feedback",
    "open_session",
    "record_agreement",
    "sign_off",
    "take_back_agreement",
    "take_back_sign_off",
    "wish_for_places",
]
