"""Where somebody lives: said by themselves, then proved by the code on their household's letter."""

import re
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.actions.consent import give_consent
from portal.accounts.enums import ConsentKind, VerifiedBy
from portal.accounts.models import Household, Resident, User
from portal.accounts.rules import require_signed_in, require_verified_phone
from portal.communities.models import Community
from portal.core import audit
from portal.core.codes import ALPHABET
from portal.core.errors import Hidden, Invalid, WrongState
from portal.core.ratelimit import limit
from portal.core.text import plain

ALIAS_LENGTH = range(2, 21)
HOUSEHOLD_MEMBERS = 12
TRIES_PER_MINUTE = 5
_DIGITS = re.compile(r"\d{7,}")


@transaction.atomic
def declare_residence(*, community: str, alias: str, actor: Any, now: datetime) -> Resident:
    """Say where one lives and by what name neighbours shall know one.

    Raises SignInNeeded, Hidden (no such community), Invalid (the alias), WrongState (verified for another community:
    the counter moves such a person).
    """
    require_signed_in(actor)
    place = Community.objects.filter(slug=community).first()
    if place is None:
        raise Hidden
    name = clean_alias(alias)
    resident = _locked(actor)
    if resident is None:
        resident = Resident(user_id=actor.pk)
    elif resident.verified_at and resident.community_id != place.pk:
        raise WrongState(_("Your home was confirmed elsewhere. If you have moved, please ask at the counter."))
    resident.community, resident.alias = place, name
    resident.save()
    return resident


@transaction.atomic
def choose_alias(*, alias: str, actor: Any, now: datetime) -> Resident:
    """Change the name shown to neighbours, on everything already written too.

    Raises SignInNeeded, Invalid or WrongState (they have not said yet where they live).
    """
    require_signed_in(actor)
    name = clean_alias(alias)
    resident = _locked(actor)
    if resident is None:
        raise WrongState(_("Please say first in which community you live."))
    if resident.alias != name:
        audit.record("accounts.choose_alias", resident, actor, before=resident.alias)
        resident.alias = name
        resident.save(update_fields=["alias"])
    return resident


@transaction.atomic
def join_household(
    *, join_code: str, community: str, agreed: bool, actor: Any, now: datetime, alias: str = ""
) -> Resident:
    """Prove one's home with the code printed on the household's letter; `alias` is asked for where none was chosen.

    Raises SignInNeeded, VerificationNeeded (phone), TooMany (five tries a minute), Invalid (no agreement, no alias, no
    such code in this community, too many people behind the door) or WrongState (at home behind another door).
    A code has 49 random bits; that, not the limit, is what keeps it from being guessed.
    """
    require_verified_phone(actor)
    limit("accounts.join_household", actor.pk, TRIES_PER_MINUTE)
    if not agreed:
        raise Invalid(
            _("Without your agreement we may not keep where you live."), agreed=_("Please tick this to go on.")
        )
    household = Household.objects.select_for_update().filter(join_code=clean_code(join_code)).first()
    if household is None or household.community.slug != community:
        raise Invalid(
            _("This code does not belong to a household of this community."), join_code=_("Please check the letter.")
        )
    resident = _locked(actor)
    if resident is None:
        resident = Resident(user_id=actor.pk, alias=clean_alias(alias))
    if resident.household_id not in (None, household.pk):
        raise WrongState(_("You belong to another household already. If you have moved, please ask at the counter."))
    if resident.verified_at and resident.community_id != household.community_id:
        raise WrongState(_("Your home was confirmed elsewhere. If you have moved, please ask at the counter."))
    if resident.household_id is None and household.residents.count() >= HOUSEHOLD_MEMBERS:
        raise Invalid(
            _("Many people are registered behind this door already. Please ask at the counter."),
            join_code=_("This door is full."),
        )
    resident.household, resident.community = household, household.community
    if resident.verified_at is None:
        resident.verified_at, resident.verified_how = now, VerifiedBy.HOUSEHOLD_CODE
    resident.save()
    give_consent(kind=ConsentKind.SENSITIVE, actor=actor, now=now)
    audit.record("accounts.join_household", resident, actor, household=household.code)
    return resident


def clean_alias(text: str) -> str:
    """The alias as it will be shown. Raises Invalid for fewer than 2 or more than 20 characters, or a number in it."""
    name = plain(text).replace("\n", " ")
    if len(name) not in ALIAS_LENGTH:
        raise Invalid(
            _("A name for the neighbours has between 2 and 20 characters."),
            alias=_("Please make it longer or shorter."),
        )
    if _DIGITS.search(name):
        raise Invalid(
            _("Please leave telephone and identity numbers out: everybody can see this name."),
            alias=_("Please leave the number out."),
        )
    return name


def clean_code(text: str) -> str:
    """A household code as typed from paper: any case, any gaps; letters that no code has are dropped."""
    return "".join(letter for letter in text.lower() if letter in ALPHABET)


def _locked(actor: Any) -> Resident | None:
    User.objects.select_for_update().get(pk=actor.pk)
    return Resident.objects.select_for_update().filter(user_id=actor.pk).first()
