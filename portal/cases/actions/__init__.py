from portal.cases.actions.clocks import remind_room, supervise_case
from portal.cases.actions.moving import (
    accept_case,
    answer_case,
    begin_case,
    close_case,
    extend_case,
    forward_case,
    hand_off_case,
    note_progress,
    open_case,
    rate_case,
    record_contact,
    reopen_case,
)
from portal.cases.actions.pictures import add_picture
from portal.cases.actions.seed_calendar import seed_calendar

__all__ = [
    "accept_case",
    "add_picture",
    "answer_case",
    "begin_case",
    "close_case",
    "extend_case",
    "forward_case",
    "hand_off_case",
    "note_progress",
    "open_case",
    "rate_case",
    "record_contact",
    "remind_room",
    "reopen_case",
    "seed_calendar",
    "supervise_case",
]
