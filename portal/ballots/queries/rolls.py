from django.db.models import F, OuterRef, QuerySet, Subquery

from portal.accounts.models import Resident
from portal.ballots.enums import RollBasis
from portal.ballots.models import Roll


def entry_lines(roll: Roll) -> list[tuple[str, str]]:
    """The roll's lines as its digest is made of them: person code and, on the households basis, household code."""
    rows = roll.entries.order_by("number").values_list("user__code", "household__code")
    return [(person, (door or "") if roll.basis == RollBasis.HOUSEHOLDS else "") for person, door in rows]


def one_per_household(residents: QuerySet[Resident]) -> QuerySet[Resident]:
    """Of each household on file the resident verified first: a list of representatives where a body named none."""
    first = residents.filter(household=OuterRef("household")).order_by("verified_at", "pk").values("pk")[:1]
    return residents.filter(household__isnull=False).alias(first=Subquery(first)).filter(pk=F("first"))
