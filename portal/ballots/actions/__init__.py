from portal.ballots.actions.assisting import vote_with_help
from portal.ballots.actions.box_counts import enter_box, recount_box
from portal.ballots.actions.casting import CastAnswer, cast, replace_ballot, withdraw_choice
from portal.ballots.actions.certification import certify_poll, propose_certification, sweep_poll
from portal.ballots.actions.counting import OBJECTION_PERIOD, count_poll, publish_result
from portal.ballots.actions.exclusions import decide_exclusion, propose_exclusion, propose_restoration
from portal.ballots.actions.objections import answer_objection, extend_objections, file_objection
from portal.ballots.actions.polls import (
    NewOption,
    close_poll,
    create_poll,
    make_poll_public,
    reschedule_poll,
    restore_option,
    withdraw_option,
)
from portal.ballots.actions.rolls import correct_roll, freeze_roll
from portal.ballots.actions.sheets import file_sheets
from portal.ballots.actions.signals import decide_signal, explain_signal, look_at_ballots, quarantine_signal
from portal.ballots.actions.signing_in import (
    add_scan,
    close_sheet,
    confirm_sheet,
    drop_sheet,
    open_sheet,
    remove_scan,
    reopen_sheet,
    sign_in,
    take_off,
)

__all__ = [
    "OBJECTION_PERIOD",
    "CastAnswer",
    "NewOption",
    "add_scan",
    "answer_objection",
    "cast",
    "certify_poll",
    "close_poll",
    "close_sheet",
    "confirm_sheet",
    "correct_roll",
    "count_poll",
    "create_poll",
    "decide_exclusion",
    "decide_signal",
    "drop_sheet",
    "enter_box",
    "explain_signal",
    "extend_objections",
    "file_objection",
    "file_sheets",
    "freeze_roll",
    "look_at_ballots",
    "make_poll_public",
    "open_sheet",
    "propose_certification",
    "propose_exclusion",
    "propose_restoration",
    "publish_result",
    "quarantine_signal",
    "recount_box",
    "remove_scan",
    "reopen_sheet",
    "replace_ballot",
    "reschedule_poll",
    "restore_option",
    "sign_in",
    "sweep_poll",
    "take_off",
    "vote_with_help",
    "withdraw_choice",
    "withdraw_option",
]
