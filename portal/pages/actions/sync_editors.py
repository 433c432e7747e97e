"""Editors of pages: whoever manages a sub-district may write its pages and use its pictures, as long as they do.

Wagtail asks groups. There is one for each sub-district and one for the whole district; their members follow from the
appointments in force, never the other way round.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from portal.accounts.enums import Role
from portal.accounts.models import Appointment
from portal.communities.models import Subdistrict
from portal.lectures.models import SeriesPage
from portal.pages.models import SubdistrictPage

DISTRICT = "editors"
PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page")
WRITE_OWN = ("add_page",)
"""In a lecture series of the whole district sub-districts write their own; the district publishes."""
MEDIA_PERMISSIONS = tuple(f"{act}_{kind}" for kind in ("image", "document") for act in ("add", "change", "choose"))


@dataclass(frozen=True)
class Drift:
    """Who is in a group without the office (`too_many`), or holds the office without being in it (`missing`)."""

    group: str
    too_many: frozenset[int]
    missing: frozenset[int]


def group_name(subdistrict: Subdistrict) -> str:
    return f"{DISTRICT}-{subdistrict.slug}"


@transaction.atomic
def sync_editors(*, now: datetime) -> list[Drift]:
    """Bring groups, permissions, collections and members in line with the appointments in force; what was amiss.

    Doing it again changes nothing; without any pages there is nothing to do. Called when appointments change or pages
    are made, and every night, because an appointment begins and ends by itself.
    """
    day = timezone.localdate(now)
    root_page, root_collection = Page.get_first_root_node(), Collection.get_first_root_node()
    if root_page is None or root_collection is None:
        return []
    amiss = [_fill(_group(DISTRICT, root_page, root_collection), _holders(day, role=Role.DISTRICT_ADMIN))]
    pages = {page.subdistrict_id: page for page in SubdistrictPage.objects.all()}
    series = list(SeriesPage.objects.all())
    for subdistrict in Subdistrict.objects.all():
        collection = _collection(subdistrict, root_collection)
        group = _group(group_name(subdistrict), pages.get(subdistrict.pk), collection)
        _open_series(group, subdistrict, series)
        amiss.append(_fill(group, _holders(day, role=Role.SUBDISTRICT_MANAGER, subdistrict=subdistrict)))
    return [drift for drift in amiss if drift.too_many or drift.missing]


def editors_drift(*, now: datetime) -> list[Drift]:
    """What `sync_editors` would put right about members; changes nothing."""
    day = timezone.localdate(now)
    found = [_drift(DISTRICT, _holders(day, role=Role.DISTRICT_ADMIN))]
    found += [
        _drift(group_name(subdistrict), _holders(day, role=Role.SUBDISTRICT_MANAGER, subdistrict=subdistrict))
        for subdistrict in Subdistrict.objects.all()
    ]
    return [drift for drift in found if drift.too_many or drift.missing]


def _holders(day: date, **office: object) -> frozenset[int]:
    in_force = Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gt=day))
    holders = Appointment.objects.filter(in_force, user__is_active=True, **office)
    return frozenset(holders.values_list("user_id", flat=True))


def _drift(name: str, holders: frozenset[int]) -> Drift:
    members = frozenset(Group.objects.filter(name=name, user__isnull=False).values_list("user", flat=True))
    return Drift(name, members - holders, holders - members)


def _fill(group: Group, holders: frozenset[int]) -> Drift:
    drift = _drift(group.name, holders)
    group.user_set.remove(*drift.too_many)
    group.user_set.add(*drift.missing)
    return drift


def _collection(subdistrict: Subdistrict, root: Collection) -> Collection:
    found = root.get_children().filter(name=subdistrict.name).first()
    return found or root.add_child(name=subdistrict.name)


def _group(name: str, page: Page | None, collection: Collection) -> Group:
    group, _created = Group.objects.get_or_create(name=name)
    if page is not None:
        for permission in _permissions(["wagtailcore"], PAGE_PERMISSIONS):
            GroupPagePermission.objects.get_or_create(group=group, page_id=page.pk, permission=permission)
    for permission in _permissions(["wagtailimages", "wagtaildocs"], MEDIA_PERMISSIONS):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
    return group


def _open_series(group: Group, subdistrict: Subdistrict, series: list[SeriesPage]) -> None:
    """Its own series whole, the district's to write in, others' not at all."""
    wanted: set[tuple[int, int]] = set()
    for page in series:
        allowed = {None: WRITE_OWN, subdistrict.pk: PAGE_PERMISSIONS}.get(page.subdistrict_id, ())
        wanted |= {(page.pk, each.pk) for each in _permissions(["wagtailcore"], allowed)}
    given = GroupPagePermission.objects.filter(group=group, page__in=[page.pk for page in series])
    there = {(each.page_id, each.permission_id): each.pk for each in given}
    given.filter(pk__in=[pk for pair, pk in there.items() if pair not in wanted]).delete()
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page_id=page, permission_id=permission)
        for page, permission in sorted(wanted - there.keys())
    )


def _permissions(apps: list[str], codenames: tuple[str, ...]) -> Iterable[Permission]:
    return Permission.objects.filter(content_type__app_label__in=apps, codename__in=codenames)
