"""Who holds which office, and who lives with whom: the questions every rule asks."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.models import Appointment, Resident, User
from portal.communities.models import Community, Subdistrict


def appointments_in_force(user, on: date | None = None) -> QuerySet[Appointment]:
    """The offices `user` holds on the day `on` (today in Shanghai where not given)."""
    if not user.is_authenticated:
        return Appointment.objects.none()
    day = on or timezone.localdate()
    in_force = Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gt=day))
    return Appointment.objects.filter(in_force, user=user)


def communities_of(user, role: Role = Role.COMMUNITY_MODERATOR) -> QuerySet[Community]:
    """The communities in which `user` may act as `role`: their own offices', and all that a wider office covers.

    A sub-district manager acts in every community of the sub-district, a district administrator in all.
    """
    offices = list(appointments_in_force(user).values_list("role", "community_id", "subdistrict_id"))
    if any(office == Role.DISTRICT_ADMIN for office, _, _ in offices):
        return Community.objects.all()
    communities = [community for office, community, _ in offices if office == role and community]
    subdistricts = [subdistrict for office, _, subdistrict in offices if office == Role.SUBDISTRICT_MANAGER]
    return Community.objects.filter(Q(pk__in=communities) | Q(subdistrict__in=subdistricts))


def subdistricts_managed_by(user) -> QuerySet[Subdistrict]:
    """The sub-districts whose contests `user` runs; all of them for a district administrator."""
    offices = list(appointments_in_force(user).values_list("role", "subdistrict_id"))
    if any(office == Role.DISTRICT_ADMIN for office, _ in offices):
        return Subdistrict.objects.all()
    return Subdistrict.objects.filter(pk__in=[place for office, place in offices if office == Role.SUBDISTRICT_MANAGER])


def verified_residents(communities: QuerySet[Community]) -> QuerySet[Resident]:
    """Residents of `communities` whose residence is verified: who may be put on a roll."""
    return Resident.objects.filter(community__in=communities, verified_at__isnull=False, user__is_active=True)


def share_household(one: User, other: User) -> bool:
    """Whether two people are the same or live behind the same door; False where either door is unknown."""
    if one.pk == other.pk:
        return True
    doors = Resident.objects.filter(user__in=[one, other], household__isnull=False).values_list(
        "household_id", flat=True
    )
    return len(doors) == 2 and len(set(doors)) == 1
