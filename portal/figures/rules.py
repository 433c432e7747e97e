"""Who sees the figures of which communities."""

from typing import Any

from django.db.models import QuerySet

from portal.accounts.queries import communities_of
from portal.accounts.rules import require_signed_in
from portal.communities.models import Community
from portal.core.errors import Hidden


def communities_counted(user: Any) -> QuerySet[Community]:
    """The communities whose figures `user` reads: those of their offices. Raises SignInNeeded, and Hidden for none."""
    require_signed_in(user)
    found = communities_of(user).select_related("subdistrict")
    if not found.exists():
        raise Hidden
    return found
