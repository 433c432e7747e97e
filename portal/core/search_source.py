"""What search may know of the rooms: each offers sources, and says what it would show of an object and to whom.

The search edge fills its index from here and knows no room. A database trigger on each watched table notes in the
writer's own transaction that an object changed (search.triggers), so nothing has to be called for it to be found.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from portal.core.ports import Registry

PUBLIC = "public"


def of_community(community_id: int) -> str:
    """The scope of whoever lives in a community."""
    return f"community:{community_id}"


def of_staff(community_id: int) -> str:
    """The scope of whoever has an office in a community."""
    return f"staff:{community_id}"


def of_user(user_id: int) -> str:
    """The scope of one person."""
    return f"user:{user_id}"


@dataclass(frozen=True)
class SearchCard:
    """What may be found of an object. `scopes`: who may find it, any of them; none at all is nobody. `url` is a path of
    this site, `body` plain text, `at` what it is dated by, `ends_at`
    the first moment when it is over, None where it knows no end; `weight` is how much it counts, 1 as a rule."""

    title: str
    url: str
    body: str
    scopes: tuple[str, ...]
    at: datetime
    summary: str = ""
    community_id: int | None = None
    ends_at: datetime | None = None
    weight: float = 1.0


@dataclass(frozen=True)
class Watch:
    """A table whose rows belong to an object of the source; `column` holds the object's key. Where one row belongs to
    several objects, `spread` gives their keys for some of the column's."""

    model: type[Model]
    column: str = "id"
    spread: Callable[[Sequence[int]], Iterable[int]] | None = None


@dataclass(frozen=True)
class SearchSource:
    """One kind of thing that can be found. `keys` gives every row number there is; `cards` what is to be found of some
    of them, leaving out what nobody may find; `visible` which of them `user` may see, asked of the room's own rule."""

    label: Any
    keys: Callable[[], Iterable[int]]
    cards: Callable[[Sequence[int]], dict[int, SearchCard]]
    visible: Callable[[Any, Sequence[int]], set[int]]
    watches: tuple[Watch, ...]


def keys_among(queryset: QuerySet[Any], keys: Sequence[int]) -> set[int]:
    """Those of `keys` that are in the queryset. One query."""
    return set(queryset.filter(pk__in=keys).values_list("pk", flat=True))


search_sources: Registry[SearchSource] = Registry("search sources")
search_scopes: Registry[Callable[[Any], Iterable[str]]] = Registry("search scopes")
"""Each gives the scopes of somebody signed in."""


def scopes_of(user: Any) -> frozenset[str]:
    """Everything `user` may find things under."""
    if not user.is_authenticated:
        return frozenset({PUBLIC})
    return frozenset({PUBLIC, of_user(user.pk)}.union(*(given(user) for given in search_scopes)))
