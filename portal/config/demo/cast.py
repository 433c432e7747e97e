"""Who acts in the demo: personas by key, neighbours by community, always in the same order."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import cycle
from typing import TypeVar

from portal.accounts.models import User
from portal.communities.models import Community

Found = TypeVar("Found")


@dataclass
class Cast:
    """`now` is the moment of loading: everything in the demo happened so many days before it, or will after it."""

    now: datetime
    communities: dict[str, Community]
    personas: dict[str, User]
    neighbours: dict[str, list[User]] = field(default_factory=dict)
    _turns: dict[str, Iterator[User]] = field(default_factory=dict)

    def next_neighbour(self, community: str) -> User:
        """The next one of the community who has something to say."""
        turn = self._turns.setdefault(community, cycle(self.neighbours[community]))
        return next(turn)

    def residents_of(self, subdistrict: str) -> list[User]:
        """All neighbours of a sub-district, without the personas, whose votes and seconds are theirs to give."""
        return [
            user
            for slug, users in self.neighbours.items()
            if self.communities[slug].subdistrict.slug == subdistrict
            for user in users
        ]

    def personas_in(self, subdistrict: str) -> list[User]:
        return [user for user in self.personas.values() if user.resident.community.subdistrict.slug == subdistrict]

    def reader_of(self, community: str) -> User:
        """Who decides on what people of the community write: its moderator, its manager, or the district."""
        if community == self.personas["moderator"].resident.community.slug:
            return self.personas["moderator"]
        return self.manager_of(self.communities[community].subdistrict.slug)

    def manager_of(self, subdistrict: str) -> User:
        """Who runs the contests there."""
        manager = self.personas["manager"]
        here = manager.resident.community.subdistrict.slug == subdistrict
        return manager if here else self.personas["admin"]


def gather(now: datetime, communities: dict[str, Community], personas: dict[str, User]) -> Cast:
    cast = Cast(now, communities, personas)
    people = User.objects.filter(username__startswith="demo-neighbour-").order_by("username")
    for user in people.select_related("resident__community__subdistrict", "resident__household"):
        cast.neighbours.setdefault(user.resident.community.slug, []).append(user)
    return cast


def there(found: Found | None) -> Found:
    """What the demo has just made, and so is there; raises LookupError otherwise."""
    if found is None:
        raise LookupError("the demo's data are not as they were made")
    return found


def dice(seed: str) -> random.Random:
    """Chance that falls the same way every time."""
    return random.Random(f"linli-{seed}")  # noqa: S311  (invented behaviour, not secrets)
