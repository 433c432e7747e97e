"""Who looks after the search."""

from typing import Any

from portal.accounts.queries import is_district_admin, subdistricts_managed_by
from portal.accounts.rules import require_signed_in
from portal.core.errors import Hidden


def looks_after_search(user: Any) -> bool:
    """Managers of a sub-district and the district: words and what was searched belong to all communities."""
    return bool(user.is_authenticated) and (is_district_admin(user) or subdistricts_managed_by(user).exists())


def require_looks_after(user: Any) -> None:
    """Raises SignInNeeded, and Hidden for everybody else."""
    require_signed_in(user)
    if not looks_after_search(user):
        raise Hidden
