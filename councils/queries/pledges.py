"""Which households keep a convention, out of how many."""

from dataclasses import dataclass
from typing import Any

from councils.models import ConventionVersion, Pledge


@dataclass(frozen=True)
class Pledges:
    """`households` is how many the community has; None where nobody entered it. `mine` is of the viewer's household."""

    count: int
    households: int | None
    mine: bool


def pledges_of(version: ConventionVersion, user: Any) -> Pledges:
    """One query, and one more for whoever is signed in and has a household; the version with its community loaded."""
    standing = Pledge.objects.filter(version=version, withdrawn_at__isnull=True)
    resident = getattr(user, "resident", None) if user.is_authenticated else None
    home = resident.household_id if resident is not None else None
    mine = home is not None and standing.filter(household=home).exists()
    return Pledges(standing.count(), version.convention.community.household_count, mine)
