"""Who and what the staff of a community look after."""

import re
from typing import Any

from django.db.models import Count, Q, QuerySet

from portal.accounts.enums import Role
from portal.accounts.models import Household, Resident
from portal.accounts.queries.offices import communities_of, holds_any
from portal.communities.models import Community

_NUMBER = re.compile(r"\d{4,}")


def communities_in_care_of(staff: Any) -> QuerySet[Community]:
    """The communities in which `staff` may confirm homes: a moderator's own, a manager's sub-district, all."""
    return communities_of(staff)


def cares_for_any(staff: Any) -> bool:
    """Whether `staff` looks after a community at all."""
    return holds_any(staff, (Role.COMMUNITY_MODERATOR, Role.SUBDISTRICT_MANAGER, Role.DISTRICT_ADMIN))


def residents_in_care_of(staff: Any) -> QuerySet[Resident]:
    """Residents of those communities whose account still exists."""
    return Resident.objects.filter(community__in=communities_in_care_of(staff), user__is_active=True)


def households_in_care_of(staff: Any) -> QuerySet[Household]:
    """The doors of those communities."""
    return Household.objects.filter(community__in=communities_in_care_of(staff))


def found_residents(staff: Any, words: str) -> QuerySet[Resident]:
    """Residents in care whose alias contains `words`, or whose number ends with them (four digits at least)."""
    rows = residents_in_care_of(staff).select_related("user", "community", "household")
    words = words.strip()
    if not words:
        return rows
    matching = Q(alias__icontains=words)
    if _NUMBER.fullmatch(words):
        matching |= Q(user__phone__endswith=words)
    return rows.filter(matching)


def found_households(staff: Any, words: str) -> QuerySet[Household]:
    """Doors in care whose label contains `words`, with `members` counted."""
    rows = households_in_care_of(staff).select_related("community").annotate(members=Count("residents"))
    return rows.filter(label__icontains=words.strip()) if words.strip() else rows
