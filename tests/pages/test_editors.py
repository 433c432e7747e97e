"""Whoever manages a sub-district writes its pages, as long as they do, and nobody else's."""

from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection
from wagtail.permissions import policy_registry

from portal.accounts.actions import appoint, end_appointment
from portal.accounts.enums import Role
from portal.pages.actions import editors_drift, sync_editors
from portal.pages.tasks import sync_editors_nightly
from tests.factories import AppointmentFactory, SubdistrictFactory, UserFactory

NOW = timezone.now()


@pytest.fixture
def streets(db):
    return SubdistrictFactory(name="梅山街道", slug="meishan"), SubdistrictFactory(name="雨花街道", slug="yuhua")


def manager(street, **days):
    return AppointmentFactory(role=Role.SUBDISTRICT_MANAGER, community=None, subdistrict=street, **days).user


def may_edit(user, page):
    return page.permissions_for_user(user.__class__.objects.get(pk=user.pk)).can_edit()


def test_manager_edits_the_own_subdistricts_pages_and_no_others(tree, streets):
    here, elsewhere = tree.subdistrict(streets[0]), tree.subdistrict(streets[1])
    article = tree.article(under=here)
    user = manager(streets[0])
    sync_editors(now=NOW)
    assert may_edit(user, here)
    assert may_edit(user, article)
    assert not may_edit(user, elsewhere)
    assert not may_edit(user, tree.home)
    assert here.permissions_for_user(user).can_publish()


def test_district_administrator_edits_everything(tree, streets):
    user = AppointmentFactory(role=Role.DISTRICT_ADMIN, community=None).user
    sync_editors(now=NOW)
    assert may_edit(user, tree.home)
    assert may_edit(user, tree.subdistrict(streets[0]))


@pytest.mark.parametrize("role", [Role.COMMUNITY_MODERATOR, Role.COUNCIL_CONVENER, Role.PATROL_LEADER])
def test_other_offices_edit_no_pages(tree, streets, role):
    page = tree.subdistrict(streets[0])
    user = AppointmentFactory(role=role, community__subdistrict=streets[0]).user
    sync_editors(now=NOW)
    assert not may_edit(user, page)


def test_pictures_are_used_in_the_own_collection(tree, streets):
    tree.subdistrict(streets[0])
    user = manager(streets[0])
    sync_editors(now=NOW)
    collections = {collection.name: collection for collection in Collection.objects.all()}
    own = get_image_model().objects.create(title="a", file=get_test_image_file(), collection=collections["梅山街道"])
    foreign = get_image_model().objects.create(
        title="b", file=get_test_image_file(), collection=collections["雨花街道"]
    )
    policy = policy_registry.get_by_type(get_image_model())
    assert policy.user_has_permission_for_instance(user, "change", own)
    assert not policy.user_has_permission_for_instance(user, "change", foreign)
    assert not policy.user_has_permission_for_instance(user, "choose", foreign)


def test_editors_come_and_go_with_their_appointment(tree, streets):
    page = tree.subdistrict(streets[0])
    user = manager(streets[0], starts_on=date(2026, 3, 2), ends_on=date(2026, 4, 1))

    def on(day):
        sync_editors(now=timezone.make_aware(datetime.combine(day, datetime.min.time())))
        return may_edit(user, page)

    assert not on(date(2026, 3, 1))
    assert on(date(2026, 3, 2))
    assert on(date(2026, 3, 31))
    assert not on(date(2026, 4, 1))


def test_people_who_left_are_not_editors(tree, streets):
    user = manager(streets[0])
    user.is_active = False
    user.save()
    sync_editors(now=NOW)
    assert not user.groups.exists()


def test_members_put_in_by_hand_are_taken_out_again(tree, streets):
    sync_editors(now=NOW)
    stranger = UserFactory()
    stranger.groups.add(Group.objects.get(name="editors-meishan"))
    amiss = sync_editors(now=NOW)
    assert [(drift.group, drift.too_many) for drift in amiss] == [("editors-meishan", {stranger.pk})]
    assert not stranger.groups.exists()


def test_syncing_again_changes_nothing(tree, streets):
    tree.subdistrict(streets[0])
    manager(streets[0])
    assert len(sync_editors(now=NOW)) == 1
    before = [Group.objects.count(), Collection.objects.count()]
    assert sync_editors(now=NOW) == []
    assert [Group.objects.count(), Collection.objects.count()] == before


def test_check_names_what_is_amiss_and_changes_nothing(tree, streets):
    user = manager(streets[0])
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("sync_editors", "--check", stdout=out)
    assert out.getvalue() == "editors-meishan: 0 too many, 1 missing\n"
    assert not user.groups.exists()
    call_command("sync_editors", stdout=out)
    call_command("sync_editors", "--check", stdout=out)
    assert editors_drift(now=NOW) == []
    assert editors_drift(now=NOW - timedelta(days=9000))[0].too_many == {user.pk}


def test_giving_and_taking_an_office_opens_and_closes_the_pages(tree, streets):
    page = tree.subdistrict(streets[0])
    district = AppointmentFactory(role=Role.DISTRICT_ADMIN, community=None).user
    user = UserFactory()
    office = appoint(
        person=user.code,
        role=Role.SUBDISTRICT_MANAGER,
        subdistrict=streets[0],
        starts_on=timezone.localdate(NOW) - timedelta(days=1),
        actor=district,
        now=NOW,
    )
    assert may_edit(user, page)
    end_appointment(pk=office.pk, actor=district, now=NOW)
    assert not may_edit(user, page)


def test_editors_are_synced_every_night(tree, streets):
    user = manager(streets[0])
    sync_editors_nightly()
    assert user.groups.filter(name="editors-meishan").exists()
    assert "portal.pages.tasks.sync_editors" in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}


def test_without_any_collection_there_is_nothing_to_sync(streets):
    manager(streets[0])
    Collection.objects.all().delete()
    assert sync_editors(now=NOW) == []
