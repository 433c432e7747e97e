import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.permissions import policy_registry

from portal.accounts.enums import Role
from portal.moderation.enums import Decision
from portal.moderation.models import CannedReply
from tests.factories import AppointmentFactory, SubdistrictFactory

REPLIES = "/admin/canned-replies/"
WORDS = {"decision": "return", "title": "缺费用", "text": "请补写费用。", "position": "0"}


@pytest.fixture
def street(db):
    return SubdistrictFactory()


@pytest.fixture
def manager(client, street):
    """The manager of `street`, at their desk."""
    user = AppointmentFactory(role=Role.SUBDISTRICT_MANAGER, community=None, subdistrict=street).user
    client.force_login(user)
    return client


@pytest.fixture
def district(client, db):
    client.force_login(AppointmentFactory(role=Role.DISTRICT_ADMIN, community=None).user)
    return client


def reply(street=None, **changes) -> CannedReply:
    return CannedReply.objects.create(**{"subdistrict": street, "decision": Decision.RETURN, "text": "请"} | changes)


def test_manager_writes_a_reply_for_their_subdistrict(manager, street):
    answer = manager.post(f"{REPLIES}new/", WORDS | {"subdistrict": street.pk})
    assert answer.status_code == 302
    assert CannedReply.objects.get().subdistrict == street


@pytest.mark.parametrize("where", ["", "another"])
def test_manager_cannot_write_for_the_district_or_another_subdistrict(manager, where):
    chosen = SubdistrictFactory().pk if where else ""
    assert manager.post(f"{REPLIES}new/", WORDS | {"subdistrict": chosen}).status_code == 200
    assert not CannedReply.objects.exists()


@pytest.mark.parametrize("decision", ["approve", "restore"])
def test_reply_gives_a_reason_to_return_or_hide(manager, street, decision):
    answer = manager.post(f"{REPLIES}new/", WORDS | {"subdistrict": street.pk, "decision": decision})
    assert answer.status_code == 200
    assert not CannedReply.objects.exists()


def test_manager_sees_changes_and_removes_their_own_alone(manager, street):
    own = reply(street, title="自己的")
    foreign, everybody = reply(SubdistrictFactory(), title="别处的"), reply(title="全区的")
    page = manager.get(REPLIES).content.decode()
    assert "自己的" in page
    assert "别处的" not in page
    assert "全区的" not in page
    manager.post(f"{REPLIES}edit/{own.pk}/", WORDS | {"title": "改过的", "subdistrict": street.pk})
    own.refresh_from_db()
    assert own.title == "改过的"
    for other in (foreign, everybody):
        for way in ("edit", "delete"):
            assert manager.get(f"{REPLIES}{way}/{other.pk}/").status_code == 404
            assert manager.post(f"{REPLIES}{way}/{other.pk}/", WORDS).status_code == 404
    manager.post(f"{REPLIES}delete/{own.pk}/")
    assert set(CannedReply.objects.all()) == {foreign, everybody}


def test_district_keeps_all_replies(district):
    foreign = reply(SubdistrictFactory(), title="某街道的")
    assert "某街道的" in district.get(REPLIES).content.decode()
    district.post(f"{REPLIES}new/", WORDS | {"subdistrict": ""})
    assert CannedReply.objects.filter(subdistrict=None, title="缺费用").exists()
    assert district.get(f"{REPLIES}edit/{foreign.pk}/").status_code == 200


def test_moderators_use_replies_but_do_not_keep_them(client, street):
    client.force_login(AppointmentFactory(community__subdistrict=street).user)
    kept = reply(street, title="街道的")
    for address in (REPLIES, f"{REPLIES}new/", f"{REPLIES}edit/{kept.pk}/", f"{REPLIES}delete/{kept.pk}/"):
        assert client.get(address).status_code in (302, 404), address
        assert client.post(address, WORDS).status_code in (302, 404), address
    kept.refresh_from_db()
    assert kept.title == "街道的"


@pytest.mark.parametrize("way", ["history", "usage", "copy", "inspect"])
def test_what_has_no_limit_of_its_own_is_not_offered(manager, street, way):
    assert manager.get(f"{REPLIES}{way}/{reply(street, title='x').pk}/").status_code == 404


def test_list_costs_the_same_with_one_row_and_with_three(manager, street):
    counts = []
    for rows in (1, 3):
        while CannedReply.objects.count() < rows:
            reply(street, title="缺费用")
        manager.get(REPLIES)
        with CaptureQueriesContext(connection) as found:
            manager.get(REPLIES)
        counts.append((sum("moderation_cannedreply" in each["sql"] for each in found.captured_queries), len(found)))
    assert counts[0] == counts[1]
    assert counts[0][0] == 2


def test_policy_knows_nothing_of_acts_that_are_not_offered(street):
    policy = policy_registry.get_by_type(CannedReply)
    user = AppointmentFactory(role=Role.SUBDISTRICT_MANAGER, community=None, subdistrict=street).user
    reply(street, title="缺费用")
    assert policy.instances_user_has_any_permission_for(user, ["change"]).count() == 1
    assert policy.instances_user_has_any_permission_for(user, ["publish"]).count() == 0
