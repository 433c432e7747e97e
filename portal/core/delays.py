"""What is late because a service outside is slow, and where a person should hear of it."""

from collections.abc import Callable
from enum import StrEnum

from portal.core.ports import Registry


class Place(StrEnum):
    WRITING = "writing"
    SIGN_IN = "sign_in"
    STAFF = "staff"


delays: Registry[Callable[[Place], str]] = Registry("delays")
"""Each says in one sentence what is late at a place, or nothing. They ask nobody but the cache, and never fail."""


def delayed_at(place: Place) -> list[str]:
    """The sentences to show at `place`."""
    return [words for words in (tell(place) for tell in delays) if words]
