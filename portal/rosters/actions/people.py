"""What is known of a person for every roster: their qualifications, and the address of their calendar."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import Resident, User
from portal.accounts.queries import communities_of, share_household
from portal.accounts.rules import require_signed_in
from portal.core import audit
from portal.core.codes import random_code
from portal.core.errors import Forbidden, Invalid
from portal.rosters.models import CalendarAddress, Qualification
from portal.rosters.models.person import SECRET_LENGTH
from portal.rosters.ports import qualification_kinds


@transaction.atomic
def record_qualification(*, person: User, kind: str, valid_until: date, actor: Any, now: datetime) -> Qualification:
    """Note what somebody has shown; again replaces the day.

    Raises SignInNeeded, Forbidden unless `actor` looks after the person's community, or for their own household;
    Invalid for a kind that nobody registered.
    """
    require_signed_in(actor)
    if not Resident.objects.filter(user=person.pk, community__in=communities_of(actor)).exists():
        raise Forbidden
    if share_household(actor, person):
        raise Forbidden(_("Somebody else has to do this for you and your household."))
    if kind not in qualification_kinds:
        raise Invalid(kind=_("Nobody knows this qualification."))
    noted = {"valid_until": valid_until, "recorded_by": actor, "recorded_at": now}
    qualification, _new = Qualification.objects.update_or_create(user=person, kind=kind, defaults=noted)
    audit.record("rosters.record_qualification", qualification, actor, kind=kind)
    return qualification


@transaction.atomic
def calendar_address(*, actor: Any, now: datetime, renew: bool = False) -> CalendarAddress:
    """The person's secret address; `renew` makes another, and the old one is dead. Raises SignInNeeded."""
    require_signed_in(actor)
    address, new = CalendarAddress.objects.get_or_create(user_id=actor.pk, defaults={"made_at": now})
    if renew and not new:
        address.secret, address.made_at = random_code(SECRET_LENGTH), now
        address.save(update_fields=["secret", "made_at"])
    return address
