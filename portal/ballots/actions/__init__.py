from portal.ballots.actions.casting import CastAnswer, cast, replace_ballot, withdraw_choice
from portal.ballots.actions.certification import certify_poll, propose_certification, sweep_poll
from portal.ballots.actions.counting import OBJECTION_PERIOD, count_poll, publish_result
from portal.ballots.actions.exclusions import decide_exclusion, propose_exclusion, propose_restoration
from portal.ballots.actions.objections import answer_objection, extend_objections, file_objection
from portal.ballots.actions.polls import (
    NewOption,
    create_poll,
    make_poll_public,
    reschedule_poll,
    restore_option,
    withdraw_option,
)
from portal.ballots.actions.rolls import correct_roll, freeze_roll
from portal.ballots.actions.sheets import file_sheets

__all__ = [
    "OBJECTION_PERIOD",
    "CastAnswer",
    "NewOption",
    "answer_objection",
    "cast",
    "certify_poll",
    "correct_roll",
    "count_poll",
    "create_poll",
    "decide_exclusion",
    "extend_objections",
    "file_objection",
    "file_sheets",
    "freeze_roll",
    "make_poll_public",
    "propose_certification",
    "propose_exclusion",
    "propose_restoration",
    "publish_result",
    "replace_ballot",
    "reschedule_poll",
    "restore_option",
    "sweep_poll",
    "withdraw_choice",
    "withdraw_option",
]
