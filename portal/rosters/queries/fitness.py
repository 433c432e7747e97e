"""Whether a person may take a seat: what a roster asks for, and what they hold elsewhere."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import Resident, User
from portal.accounts.queries import share_household
from portal.accounts.rules import require_verified_resident
from portal.core.errors import Invalid
from portal.rosters.enums import BookingState
from portal.rosters.models import Booking, Qualification, Roster
from portal.rosters.ports import qualification_kinds, roster_kinds
from portal.rosters.refusals import MissedTooOften, NotFit, Overlaps

ADULT = 18
MISSED_WITHIN = timedelta(days=90)


def age_on(born_on: date, day: date) -> int:
    """Full years; who was born on 29 February is a year older on 1 March."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def most_people(roster: Roster) -> int:
    """How many may come with one booking: one where everybody has to show something."""
    alone = bool(roster.needs) or roster.min_age is not None or roster.max_age is not None
    return 1 if alone else roster.party_max


def guardians_for(roster: Roster, person: Any) -> list[tuple[str, str]] | None:
    """Code and name of the adults of a household whom somebody too young to come alone may name; None for others."""
    resident = getattr(person, "resident", None)
    day = timezone.localtime(roster.starts_at).date()
    if resident is None or resident.born_on is None or age_on(resident.born_on, day) >= roster.guardian_under:
        return None
    if resident.household_id is None:
        return []
    family = Resident.objects.filter(household=resident.household_id, born_on__isnull=False, user__is_active=True)
    return [
        (each.user.code, each.alias)
        for each in family.select_related("user").order_by("id")
        if each.born_on and age_on(each.born_on, day) >= ADULT
    ]


def require_party(roster: Roster, size: int, children: int) -> None:
    """Raises Invalid (size, children) for a party that this roster does not take."""
    at_most = most_people(roster)
    if not 1 <= size <= at_most:
        raise Invalid(size=_("From 1 to %d people, please.") % at_most)
    if not 0 <= children < size:
        raise Invalid(children=_("Children come with an adult, who is counted too."))


def require_fit(roster: Roster, person: User, guardian: User | None) -> None:
    """Raises VerificationNeeded, NotFit (age, a qualification), Invalid (guardian), or as the room's own `fit`.

    An age that is asked for must be on file. Who is known to be too young to come alone names an adult of their
    household.
    """
    if roster.residents_only:
        require_verified_resident(person)
    day = timezone.localtime(roster.starts_at).date()
    born_on = getattr(getattr(person, "resident", None), "born_on", None)
    age = None if born_on is None else age_on(born_on, day)
    _require_age(roster, age)
    if age is not None and age < roster.guardian_under and not _is_guardian(guardian, person, day):
        raise Invalid(guardian=_("Under %d years, please name an adult of your household.") % roster.guardian_under)
    if roster.needs:
        held = Qualification.objects.filter(user=person, kind__in=roster.needs, valid_until__gte=day)
        missing = set(roster.needs) - set(held.values_list("kind", flat=True))
        if missing:
            raise NotFit(**{kind: str(qualification_kinds.get(kind)) for kind in sorted(missing)})
    roster_kinds.get(roster.kind).fit(roster, person)


def _require_age(roster: Roster, age: int | None) -> None:
    if roster.min_age is None and roster.max_age is None:
        return
    if age is None:
        raise NotFit(age=_("Your date of birth is not on file. Your community can enter it."))
    if roster.min_age is not None and age < roster.min_age:
        raise NotFit(age=_("From the age of %d.") % roster.min_age)
    if roster.max_age is not None and age > roster.max_age:
        raise NotFit(age=_("To the age of %d.") % roster.max_age)


def _is_guardian(guardian: User | None, person: User, day: date) -> bool:
    if guardian is None or guardian.pk == person.pk:
        return False
    born_on = getattr(getattr(guardian, "resident", None), "born_on", None)
    return born_on is not None and age_on(born_on, day) >= ADULT and share_household(guardian, person)


def require_free(roster: Roster, person: Any) -> None:
    """Raises Overlaps where the person holds seats of something else at that time. One query."""
    other = Booking.objects.overlapping(person.pk, roster).select_related("roster").first()
    if other is not None:
        raise Overlaps(**{"with": other.roster.title})


def require_came_before(person: Any, now: datetime) -> None:
    """Raises MissedTooOften where a limit is set and reached within 90 days; the limit is off where it is 0."""
    at_most = settings.NO_SHOWS_AT_MOST
    if not at_most:
        return
    since = now - MISSED_WITHIN
    missed = Booking.objects.filter(user=person.pk, state=BookingState.NO_SHOW, roster__starts_at__gte=since)
    if missed.count() >= at_most:
        raise MissedTooOften
