from councils.actions.conventions.adoption import Figures, confirm_count, enter_count, enter_count_of_motion
from councils.actions.conventions.answering import accept_wording, decline_wording, merge_wordings
from councils.actions.conventions.moving import Shown, move_version
from councils.actions.conventions.pledging import make_pledge, withdraw_pledge
from councils.actions.conventions.suggesting import (
    change_wording,
    suggest_wording,
    support_wording,
    take_back_support,
    withdraw_wording,
)
from councils.actions.conventions.writing import answer_warning, begin_version, write_articles

__all__ = [
    "Figures",
    "Shown",
    "accept_wording",
    "answer_warning",
    "begin_version",
    "change_wording",
    "confirm_count",
    "decline_wording",
    "enter_count",
    "enter_count_of_motion",
    "make_pledge",
    "merge_wordings",
    "move_version",
    "suggest_wording",
    "support_wording",
    "take_back_support",
    "withdraw_pledge",
    "withdraw_wording",
    "write_articles",
]
