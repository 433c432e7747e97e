from portal.ballots.actions.casting import CastAnswer, cast, replace_ballot, withdraw_choice
from portal.ballots.actions.counting import count_poll, publish_result
from portal.ballots.actions.polls import (
    NewOption,
    create_poll,
    make_poll_public,
    reschedule_poll,
    restore_option,
    withdraw_option,
)
from portal.ballots.actions.rolls import correct_roll, freeze_roll

__all__ = [
    "CastAnswer",
    "NewOption",
    "cast",
    "correct_roll",
    "count_poll",
    "create_poll",
    "freeze_roll",
    "make_poll_public",
    "publish_result",
    "replace_ballot",
    "reschedule_poll",
    "restore_option",
    "withdraw_choice",
    "withdraw_option",
]
