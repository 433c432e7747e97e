from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

NAMED_AT_MOST = 5


@dataclass(frozen=True)
class Finding:
    """One thing that is lacking. `must`: residents cannot do something without it; else it is worth having."""

    part: str | Promise
    words: str
    must: bool = True


def some(names: Iterable[object]) -> str:
    """The first few names and how many there are beyond them: 梅欣、春江 and 3 more."""
    listed = [str(name) for name in names]
    told = "、".join(listed[:NAMED_AT_MOST])
    more = len(listed) - NAMED_AT_MOST
    return _("%(names)s and %(count)d more") % {"names": told, "count": more} if more > 0 else told
