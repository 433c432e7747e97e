from portal.moderation.actions.appeal import appeal_decision, decide_appeal
from portal.moderation.actions.decide import decide_in_bulk, decide_submission, forward_submission
from portal.moderation.actions.erase import erase_words
from portal.moderation.actions.screen import record_verdict, screen_submission
from portal.moderation.actions.submit import name_co_writers, queue_again, submit_for_moderation, withdraw_submission

__all__ = [
    "appeal_decision",
    "decide_appeal",
    "decide_in_bulk",
    "decide_submission",
    "erase_words",
    "forward_submission",
    "name_co_writers",
    "queue_again",
    "record_verdict",
    "screen_submission",
    "submit_for_moderation",
    "withdraw_submission",
]
