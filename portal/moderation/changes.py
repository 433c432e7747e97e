"""What an author changed between two rounds, sentence by sentence, for a moderator to see at a glance."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]+|[^。！？!?；;\n]+")


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, went or came."""

    kind: Literal["same", "gone", "new"]
    text: str


def changes(before: str, after: str) -> list[Piece]:
    """The way from `before` to `after`; [] where nothing changed.

    Whole sentences are compared: one that was touched is shown as it was and as it is.
    """
    if before == after:
        return []
    old, new = _SENTENCE.findall(before), _SENTENCE.findall(after)
    pieces = []
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(old[old_from:old_to])))
            continue
        if old_to > old_from:
            pieces.append(Piece("gone", "".join(old[old_from:old_to])))
        if new_to > new_from:
            pieces.append(Piece("new", "".join(new[new_from:new_to])))
    return pieces
