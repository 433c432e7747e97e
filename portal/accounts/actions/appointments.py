"""Who gives and takes offices."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.enums import Role
from portal.accounts.models import Appointment, User
from portal.accounts.ports import tell_of_changed_office
from portal.accounts.queries import is_district_admin
from portal.accounts.rules import require_signed_in
from portal.communities.models import Community, Subdistrict
from portal.core import audit
from portal.core.errors import Forbidden, Hidden, Invalid, WrongState

IN_COMMUNITY = (Role.COMMUNITY_MODERATOR, Role.COUNCIL_CONVENER, Role.PATROL_LEADER)


@transaction.atomic
def appoint(
    *,
    person: str,
    role: Role,
    actor: Any,
    now: datetime,
    starts_on: date,
    ends_on: date | None = None,
    community: Community | None = None,
    subdistrict: Subdistrict | None = None,
) -> Appointment:
    """Give the person with the code `person` an office on the days [starts_on, ends_on).

    Raises SignInNeeded, Forbidden (not the district's administration), Hidden (no such person), Invalid (place or days
    do not fit the office) or WrongState (they hold it there already).
    """
    _require_district(actor)
    user = User.objects.select_for_update().filter(code=person, is_active=True).first()
    if user is None:
        raise Hidden
    _check_scope(role, community, subdistrict)
    if ends_on is not None and ends_on <= starts_on:
        raise Invalid(_("An office ends after it began."), ends_on=_("Choose a later day."))
    same = Appointment.objects.filter(user=user, role=role, community=community, subdistrict=subdistrict)
    overlapping = same.exclude(ends_on__lte=starts_on)
    if ends_on is not None:
        overlapping = overlapping.filter(starts_on__lt=ends_on)
    if overlapping.exists():
        raise WrongState(_("This person holds the office there already."))
    office = Appointment.objects.create(
        user=user, role=role, community=community, subdistrict=subdistrict, starts_on=starts_on, ends_on=ends_on
    )
    audit.record("accounts.appoint", office, actor, person=user.code, office=role.value)
    tell_of_changed_office(now)
    return office


@transaction.atomic
def end_appointment(*, pk: int, actor: Any, now: datetime, ends_on: date | None = None) -> Appointment:
    """End an office with the day `ends_on` (today where not given); it is kept, as the record of who could do what.

    Raises SignInNeeded, Forbidden (not the district's administration, or the last administrator of all), Hidden or
    WrongState (over already). An office that has not begun is removed.
    """
    _require_district(actor)
    office = Appointment.objects.select_for_update().select_related("user").filter(pk=pk).first()
    if office is None:
        raise Hidden
    day = ends_on or timezone.localdate(now)
    if office.ends_on is not None and office.ends_on <= day:
        raise WrongState(_("This office is over already."))
    _keep_one_administrator(office, day)
    audit.record("accounts.end_appointment", office, actor, person=office.user.code, office=office.role)
    if office.starts_on >= day:
        office.delete()
    else:
        office.ends_on = day
        office.save(update_fields=["ends_on"])
    tell_of_changed_office(now)
    return office


def _require_district(actor: Any) -> None:
    require_signed_in(actor)
    if not is_district_admin(actor):
        raise Forbidden(_("Offices are given by the district's administration."))


def _check_scope(role: Role, community: Community | None, subdistrict: Subdistrict | None) -> None:
    if role in IN_COMMUNITY and community is None:
        raise Invalid(_("This office belongs to a community."), community=_("Choose a community."))
    if role == Role.SUBDISTRICT_MANAGER and subdistrict is None:
        raise Invalid(_("This office belongs to a sub-district."), subdistrict=_("Choose a sub-district."))
    if (community is not None) != (role in IN_COMMUNITY):
        raise Invalid(_("This office does not belong to a community."), community=_("Leave this empty."))
    if (subdistrict is not None) != (role == Role.SUBDISTRICT_MANAGER):
        raise Invalid(_("This office does not belong to a sub-district."), subdistrict=_("Leave this empty."))


def _keep_one_administrator(office: Appointment, day: date) -> None:
    if office.role != Role.DISTRICT_ADMIN or User.objects.filter(is_superuser=True, is_active=True).exists():
        return
    others = Appointment.objects.filter(role=Role.DISTRICT_ADMIN, starts_on__lte=day, user__is_active=True)
    if not others.exclude(pk=office.pk).exclude(ends_on__lte=day).exists():
        raise Forbidden(_("Somebody has to stay: appoint another administrator first."))
