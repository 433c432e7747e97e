"""What somebody finds for where they live and which offices they hold."""

from collections.abc import Iterable
from typing import Any

from portal.accounts.queries.offices import communities_of
from portal.core.search_source import of_community, of_staff


def places_as_scopes(user: Any) -> Iterable[str]:
    """One query for the offices, none for the home where `user.resident` is loaded."""
    resident = getattr(user, "resident", None)
    if resident is not None and resident.verified_at is not None:
        yield of_community(resident.community_id)
    for community in communities_of(user).values_list("pk", flat=True):
        yield of_staff(community)
