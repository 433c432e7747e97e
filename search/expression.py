"""A question to the index, as a tree that every back end turns into its own words."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """One run as it stands in the text: Han characters in a row, or a word of other letters."""

    run: str


@dataclass(frozen=True)
class Begun:
    """Like Text, in titles alone, where what is typed may go on."""

    run: str


@dataclass(frozen=True)
class Spoken:
    """Syllables or initials in a row, in what is known to be read; the last may be the beginning of one."""

    tokens: tuple[str, ...]
    last_is_begun: bool = False


@dataclass(frozen=True)
class Every:
    """Every part; at least one is given."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True)
class Either:
    """One of the parts at least; at least one is given."""

    parts: tuple["Expression", ...]


Expression = Text | Begun | Spoken | Every | Either


def every(parts: Sequence[Expression]) -> Expression:
    """All of the parts, of which there is one at least."""
    return parts[0] if len(parts) == 1 else Every(tuple(parts))


def either(parts: Sequence[Expression]) -> Expression:
    """Any of the parts, of which there is one at least."""
    return parts[0] if len(parts) == 1 else Either(tuple(parts))
