"""Who holds which office, and who lives with whom: the questions every rule asks."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.models import Appointment, Resident, User
from portal.communities.models import Community, Subdistrict

Held = tuple[str, int | None, int | None]
REMEMBERED = "_offices_held"


def appointments_in_force(user, on: date | None = None) -> QuerySet[Appointment]:
    """The offices `user` holds on the day `on` (today in Shanghai where not given)."""
    if not user.is_authenticated:
        return Appointment.objects.none()
    day = on or timezone.localdate()
    in_force = Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gt=day))
    return Appointment.objects.filter(in_force, user=user)


def offices_held(user) -> list[Held]:
    """(role, community id, sub-district id) of every office in force today; one query, or none once remembered."""
    remembered: list[list[Held]] | None = getattr(user, REMEMBERED, None)
    if remembered:
        return remembered[0]
    held: list[Held] = list(appointments_in_force(user).values_list("role", "community_id", "subdistrict_id"))
    if remembered is not None:
        remembered.append(held)
    return held


def remember_offices(user) -> None:
    """Have the offices read once at most for as long as this loaded `user` lives: for one request."""
    if user.is_authenticated:
        setattr(user, REMEMBERED, [])


def holds_any(user, roles: Iterable[Role]) -> bool:
    """Whether `user` holds one of `roles` today, wherever."""
    wanted = set(roles)
    return any(role in wanted for role, _community, _subdistrict in offices_held(user))


def communities_of(user, role: Role = Role.COMMUNITY_MODERATOR) -> QuerySet[Community]:
    """The communities in which `user` may act as `role`: their own offices', and all that a wider office covers.

    A sub-district manager acts in every community of the sub-district, a district administrator in all.
    """
    offices = offices_held(user)
    if any(office == Role.DISTRICT_ADMIN for office, _, _ in offices):
        return Community.objects.all()
    communities = [community for office, community, _ in offices if office == role and community]
    subdistricts = [subdistrict for office, _, subdistrict in offices if office == Role.SUBDISTRICT_MANAGER]
    return Community.objects.filter(Q(pk__in=communities) | Q(subdistrict__in=subdistricts))


def subdistricts_managed_by(user) -> QuerySet[Subdistrict]:
    """The sub-districts whose contests `user` runs; all of them for a district administrator."""
    offices = offices_held(user)
    if any(office == Role.DISTRICT_ADMIN for office, _, _ in offices):
        return Subdistrict.objects.all()
    places = [place for office, _, place in offices if office == Role.SUBDISTRICT_MANAGER]
    return Subdistrict.objects.filter(pk__in=places)


def is_district_admin(user) -> bool:
    """Whether `user` speaks for the district: by office, or as the superuser who appoints the first one."""
    if user.is_authenticated and user.is_active and user.is_superuser:
        return True
    return holds_any(user, [Role.DISTRICT_ADMIN])


def verified_residents(communities: QuerySet[Community]) -> QuerySet[Resident]:
    """Residents of `communities` whose residence is verified: who may be put on a roll."""
    return Resident.objects.filter(community__in=communities, verified_at__isnull=False, user__is_active=True)


def staff_of(community_id: int) -> QuerySet[User]:
    """The moderators of this community who are in office today. One query."""
    today = timezone.localdate()
    current = Q(appointments__ends_on__isnull=True) | Q(appointments__ends_on__gt=today)
    return User.objects.filter(
        current,
        is_active=True,
        appointments__role=Role.COMMUNITY_MODERATOR,
        appointments__community=community_id,
        appointments__starts_on__lte=today,
    ).distinct()


def share_household(one: User, other: User) -> bool:
    """Whether two people are the same or live behind the same door; False where either door is unknown."""
    if one.pk == other.pk:
        return True
    doors = Resident.objects.filter(user__in=[one, other], household__isnull=False).values_list(
        "household_id", flat=True
    )
    return len(doors) == 2 and len(set(doors)) == 1
