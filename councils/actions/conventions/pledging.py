"""A household promises to keep the convention in force, and may take that back as easily."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from councils.conventions_enums import ConventionState
from councils.models import Convention, ConventionVersion, Pledge
from portal.accounts.models import Household
from portal.accounts.rules import require_verified_resident
from portal.core.errors import Forbidden, Hidden, VerificationNeeded, WrongState


@transaction.atomic
def make_pledge(*, code: str, actor: Any, now: datetime) -> Pledge:
    """Promise for the actor's household; a promise that stands already is returned.

    Raises SignInNeeded, VerificationNeeded without a verified home, Hidden, Forbidden for another community's
    household, WrongState where the version is not in force.
    """
    version, household = _held(code, actor)
    if version.state != ConventionState.IN_FORCE:
        raise WrongState(_("Only the convention in force is promised to be kept."))
    given, _new = Pledge.objects.get_or_create(
        version=version, household=household, withdrawn_at=None, defaults={"user": actor, "made_at": now}
    )
    return given


@transaction.atomic
def withdraw_pledge(*, code: str, actor: Any, now: datetime) -> None:
    """Take the household's promise back; nothing happens where there is none. Raises as `make_pledge`."""
    version, household = _held(code, actor)
    Pledge.objects.filter(version=version, household=household, withdrawn_at=None).update(withdrawn_at=now)


def _held(code: str, actor: Any) -> tuple[ConventionVersion, Household]:
    """The version and the actor's household, the household locked, so that two people of it make one promise."""
    require_verified_resident(actor)
    version = ConventionVersion.objects.visible_to(actor).filter(code=code).select_related("convention").first()
    if version is None:
        raise Hidden
    home = actor.resident.household_id
    if home is None:
        raise VerificationNeeded(_("Your door is not known yet. The community can note it."))
    if actor.resident.community_id != version.convention.community_id:
        raise Forbidden(_("The households of this community promise to keep it."))
    # Held against a version that is put in force or replaced meanwhile.
    Convention.objects.select_for_update().get(pk=version.convention_id)
    version.refresh_from_db(fields=["state"])
    return version, Household.objects.select_for_update().get(pk=home)
