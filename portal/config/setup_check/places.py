"""Sub-districts, communities, and whether each has the people who look after it."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.enums import Role
from portal.accounts.models import Appointment
from portal.communities.models import Community, Grid, Subdistrict
from portal.config.setup_check.findings import Finding, some

STREETS, PLACES, OFFICES = gettext_lazy("Sub-districts"), gettext_lazy("Communities"), gettext_lazy("Roles")


def lacking_places() -> Iterator[Finding]:
    """Two queries."""
    streets = list(
        Subdistrict.objects.annotate(peopled=Exists(Community.objects.filter(subdistrict=OuterRef("pk")))).order_by(
            "pk"
        )
    )
    if not streets:
        yield Finding(STREETS, _("There is no sub-district yet."))
    if bare := [street for street in streets if not street.peopled]:
        yield Finding(STREETS, _("Without a community: %s.") % some(bare))
    if silent := [street for street in streets if not street.phone]:
        yield Finding(STREETS, _("Without a telephone: %s.") % some(silent), must=False)
    communities = list(
        Community.objects.annotate(gridded=Exists(Grid.objects.filter(community=OuterRef("pk")))).order_by("pk")
    )
    if not communities:
        yield Finding(PLACES, _("There is no community yet."))
    for lacks, words in (
        (lambda place: not place.phone, _("Without a telephone: %s.")),
        (lambda place: not place.office, _("Without an office address: %s.")),
        (
            lambda place: not place.household_count,
            _("Without a number of households, so no shares can be told: %s."),
        ),
        (lambda place: not place.gridded, _("Without a grid: %s.")),
    ):
        if found := [place for place in communities if lacks(place)]:
            yield Finding(PLACES, words % some(found), must=False)


def lacking_people(today: date) -> Iterator[Finding]:
    """Who holds no office on the day `today`. Three queries."""
    in_force = Q(starts_on__lte=today) & (Q(ends_on__isnull=True) | Q(ends_on__gt=today))
    held = Appointment.objects.filter(in_force, user__is_active=True)
    if not held.filter(role=Role.DISTRICT_ADMIN).exists():
        yield Finding(OFFICES, _("Nobody is district administrator."))
    managers = held.filter(role=Role.SUBDISTRICT_MANAGER, subdistrict=OuterRef("pk"))
    if unled := list(Subdistrict.objects.filter(~Exists(managers)).order_by("pk")):
        yield Finding(OFFICES, _("Without a sub-district manager, so that no contest can be held: %s.") % some(unled))
    offices = {
        role: Exists(held.filter(role=role, community=OuterRef("pk")))
        for role in (Role.COMMUNITY_MODERATOR, Role.COUNCIL_CONVENER, Role.PATROL_LEADER)
    }
    annotated = Community.objects.annotate(**{f"has_{role}": there for role, there in offices.items()})
    communities = list(annotated.order_by("pk"))
    for role, must, words in (
        (Role.COMMUNITY_MODERATOR, True, _("Without a moderator, so that nothing residents write is read: %s.")),
        (Role.COUNCIL_CONVENER, False, _("Without a convener of the council: %s.")),
        (Role.PATROL_LEADER, False, _("Without a patrol leader: %s.")),
    ):
        if found := [place for place in communities if not getattr(place, f"has_{role}")]:
            yield Finding(OFFICES, words % some(found), must=must)
