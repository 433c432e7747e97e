"""What staff do at the counter: confirm a home with the person in front of them, and keep households' codes."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.actions.consent import give_consent
from portal.accounts.enums import ConsentKind, VerifiedBy
from portal.accounts.models import Household, Resident, User
from portal.accounts.queries import share_household
from portal.accounts.queries.counter import communities_in_care_of, households_in_care_of, residents_in_care_of
from portal.communities.models import Community
from portal.core import audit
from portal.core.codes import random_code
from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from portal.core.text import plain


@transaction.atomic
def verify_at_counter(
    *,
    person: str,
    actor: Any,
    reason: str,
    now: datetime,
    household: str = "",
    real_name: str = "",
    agreed_on_paper: bool = False,
) -> Resident:
    """Confirm that the person with the code `person` lives in one of the actor's communities; says who helped and why.

    `real_name` and `household` (its door, as on the list) are kept where given, and then need the person's agreement on
    paper. Raises Hidden (not in the actor's communities), Forbidden (themselves or their own household), Invalid
    (reason, agreement, door) or WrongState (confirmed already).
    """
    resident = _in_care(person, actor)
    reason = plain(reason)[:200]
    if not reason:
        raise Invalid(_("Please say what you looked at, such as the residence booklet."), reason=_("Write a reason."))
    if (real_name or household) and not agreed_on_paper:
        raise Invalid(
            _("A name or a door may only be kept with the person's agreement on paper."),
            agreed_on_paper=_("Please ask for the signature first."),
        )
    if resident.verified_at:
        raise WrongState(_("This home is confirmed already."))
    if household:
        resident.household = _door(household, resident.community)
    if real_name:
        resident.real_name = plain(real_name)[:40]
    resident.verified_at, resident.verified_how, resident.verified_by = now, VerifiedBy.STAFF, actor
    resident.save()
    if agreed_on_paper:
        give_consent(kind=ConsentKind.SENSITIVE, actor=resident.user, now=now)
    audit.record("accounts.verify_at_counter", resident, actor, reason=reason, on_paper=agreed_on_paper)
    return resident


@transaction.atomic
def end_verification(*, person: str, actor: Any, reason: str, now: datetime) -> Resident:
    """Take a confirmation back, as when somebody moved away; rolls that are frozen keep them.

    Raises Hidden, Forbidden, Invalid (no reason) or WrongState (not confirmed).
    """
    resident = _in_care(person, actor)
    reason = plain(reason)[:200]
    if not reason:
        raise Invalid(_("Please say why: the person may ask."), reason=_("Write a reason."))
    if not resident.verified_at:
        raise WrongState(_("This home is not confirmed."))
    resident.verified_at, resident.verified_how, resident.verified_by = None, "", None
    resident.household = None
    resident.save()
    audit.record("accounts.end_verification", resident, actor, reason=reason)
    return resident


@transaction.atomic
def add_household(*, community: str, label: str, actor: Any, now: datetime) -> Household:
    """Put a door on the list, with a fresh code for its letter. Raises Hidden (not the actor's place) or Invalid."""
    place = communities_in_care_of(actor).filter(slug=community).first()
    if place is None:
        raise Hidden
    label = plain(label)[:60]
    if not label:
        raise Invalid(_("Please write the door, such as “3幢201室”."), label=_("Write the door."))
    household, made = Household.objects.get_or_create(community=place, label=label)
    if not made:
        raise Invalid(_("This door is on the list already."), label=_("It is there already."))
    audit.record("accounts.add_household", household, actor)
    return household


@transaction.atomic
def renew_join_code(*, household: str, actor: Any, now: datetime) -> Household:
    """Give a household a fresh code; the old letter is worth nothing from then on, who joined by it stays.

    Raises Hidden where the household is not in the actor's communities.
    """
    found = households_in_care_of(actor).select_for_update(of=("self",)).filter(code=household).first()
    if found is None:
        raise Hidden
    found.join_code = random_code()
    found.save(update_fields=["join_code"])
    audit.record("accounts.renew_join_code", found, actor)
    return found


def _in_care(person: str, actor: Any) -> Resident:
    """The resident, locked after their account, in the order of everything else here that locks both."""
    User.objects.select_for_update().filter(code=person).first()
    rows = residents_in_care_of(actor).select_for_update(of=("self",)).select_related("user", "community")
    resident = rows.filter(user__code=person).first()
    if resident is None:
        raise Hidden
    if share_household(actor, resident.user):
        raise Forbidden(_("This is you or your household: a colleague has to do it."))
    return resident


def _door(label: str, community: Community) -> Household:
    found = Household.objects.filter(community=community, label=plain(label)).first()
    if found is None:
        raise Invalid(_("There is no such door on the list."), household=_("Please check the door, or add it first."))
    return found
