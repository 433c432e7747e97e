from councils.actions.conventions.adoption import Figures, confirm_count, enter_count
from councils.actions.conventions.moving import Shown, move_version
from councils.actions.conventions.pledging import make_pledge, withdraw_pledge
from councils.actions.conventions.writing import answer_warning, begin_version, write_articles

__all__ = [
    "Figures",
    "Shown",
    "answer_warning",
    "begin_version",
    "confirm_count",
    "enter_count",
    "make_pledge",
    "move_version",
    "withdraw_pledge",
    "write_articles",
]
