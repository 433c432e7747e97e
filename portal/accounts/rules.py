"""Who counts as whom: signed in, reachable by a confirmed number, known to live here."""

from typing import Any

import rules
from django.utils.translation import gettext as _

from portal.core.errors import SignInNeeded, VerificationNeeded


@rules.predicate
def has_verified_phone(user: Any) -> bool:
    return bool(user.is_authenticated and user.phone_confirmed)


@rules.predicate
def is_verified_resident(user: Any) -> bool:
    """Residence confirmed by staff, household code or import; the phone is asked for apart."""
    resident = getattr(user, "resident", None)
    return resident is not None and resident.verified_at is not None


def require_signed_in(user: Any) -> None:
    """Raises SignInNeeded."""
    if not user.is_authenticated:
        raise SignInNeeded


def require_verified_phone(user: Any) -> None:
    """Raises SignInNeeded or VerificationNeeded: publishing and voting need a number we can reach."""
    require_signed_in(user)
    if not has_verified_phone(user):
        raise VerificationNeeded(_("Please confirm your mobile number first."))


def require_verified_resident(user: Any) -> None:
    """Raises SignInNeeded or VerificationNeeded."""
    require_signed_in(user)
    if not is_verified_resident(user):
        raise VerificationNeeded
