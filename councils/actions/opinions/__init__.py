from councils.actions.opinions.drawing import draw_map
from councils.actions.opinions.holding import DRAW
from councils.actions.opinions.importing import import_conversation
from councils.actions.opinions.reacting import react, take_reaction_back
from councils.actions.opinions.writing import (
    KIND,
    open_with_statement,
    settle_statement,
    take_statement_down,
    write_statement,
)

__all__ = [
    "DRAW",
    "KIND",
    "draw_map",
    "import_conversation",
    "open_with_statement",
    "react",
    "settle_statement",
    "take_reaction_back",
    "take_statement_down",
    "write_statement",
]
