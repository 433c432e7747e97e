"""The staff's screens, and every way in which Wagtail publishes or deletes."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Task, Workflow, WorkflowTask
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from portal.accounts.enums import Role
from portal.core.staff_tasks import staff_tasks
from portal.lectures.enums import Need
from portal.lectures.models import GuardianConsent, LecturePage, Session, SignOff
from portal.pages.actions import sync_editors
from portal.rosters.actions import book, enter_booking
from portal.rosters.enums import Channel
from tests.factories import AppointmentFactory, ResidentFactory, SubdistrictFactory
from tests.lectures.lectures import (
    check,
    keeper_of,
    make_checker,
    make_lecture,
    make_session,
    make_venue,
    plant_series,
    write_lecture,
)
from tests.permissions.cases import client_of
from tests.rosters.clock import NOW
from tests.rosters.kinds import neighbours

pytestmark = pytest.mark.django_db


def _session_data(venue, **changed):
    day = timezone.localtime(NOW) + timedelta(days=20)
    moments = {
        "starts_at": day,
        "ends_at": day + timedelta(hours=2),
        "opens_at": timezone.localtime(NOW),
        "closes_at": day - timedelta(hours=1),
        "cancel_until": day - timedelta(hours=1),
    }
    data = {name: f"{moment:%Y-%m-%dT%H:%M}" for name, moment in moments.items()}
    numbers = {"online": 20, "phone": 5, "walk_in": 0, "group": 0, "party_max": 6, "wheelchair": 2, "hearing": 0}
    return data | numbers | {"venue": venue.pk, "guardian_under": 14, "residents_only": "on"} | changed


def test_a_moderator_sets_moves_and_calls_off_a_session():
    lecture, venue = make_lecture(), make_venue()
    client = client_of(AppointmentFactory(community=venue.community).user)
    index = client.get(reverse("lecture_staff")).content.decode()
    assert reverse("lecture_new_session", args=[lecture.code]) in index
    path = reverse("lecture_new_session", args=[lecture.code])
    assert client.get(path).status_code == 200
    wrong = client.post(path, _session_data(venue, online=0, phone=0))
    assert wrong.status_code == 422
    assert "至少" in wrong.content.decode()
    client.post(path, _session_data(venue))
    session = Session.objects.get()
    assert {pool.channel: pool.seats for pool in session.roster.pools.all()} == {"online": 20, "phone": 5}
    assert session.special_places.count() == 2
    shown = client.get(reverse("lecture_session", args=[session.code])).content.decode()
    assert reverse("rosters:desk", args=[session.code]) in shown
    change = reverse("lecture_change_session", args=[session.code])
    assert "2026-12-13T10:00" in client.get(change).content.decode()
    client.post(change, _session_data(venue, online=30))
    assert session.roster.pools.get(channel="online").seats == 30
    off = reverse("lecture_call_off", args=[session.code])
    assert client.post(off, {"reason": ""}).status_code == 422
    client.post(off, {"reason": "停电"})
    session.roster.refresh_from_db()
    assert session.roster.called_off_because == "停电"
    assert client.post(change, _session_data(venue)).status_code == 422


def test_a_moderator_takes_no_venue_of_another_community():
    lecture, venue = make_lecture(), make_venue()
    client = client_of(AppointmentFactory().user)
    answer = client.post(reverse("lecture_new_session", args=[lecture.code]), _session_data(venue))
    assert answer.status_code == 422
    assert not Session.objects.exists()


def test_needs_are_noted_for_who_called():
    session = make_session(special={Need.WHEELCHAIR: 1})
    keeper = keeper_of(session)
    line = enter_booking(code=session.code, actor=keeper, now=NOW, channel=Channel.PHONE, guest_name="钱奶奶", size=3)
    client, path = client_of(keeper), reverse("lecture_note_wish", args=[session.code])
    client.post(path, {"booking": line.code, "wheelchair": 1, "hearing": 0})
    shown = client.get(reverse("lecture_session", args=[session.code])).content.decode()
    assert "轮椅位 1" in shown
    assert "请填数字" in client.post(path, {"booking": line.code, "wheelchair": "x"}, follow=True).content.decode()
    assert (
        "已经订完"
        in client.post(path, {"booking": line.code, "wheelchair": 2, "hearing": 0}, follow=True).content.decode()
    )


def test_a_paper_consent_is_recorded():
    session = make_session(for_children=True)
    mother = ResidentFactory().user
    client, path = client_of(keeper_of(session)), reverse("lecture_record_consent", args=[session.code])
    for number in ("13000000000", "x", ""):
        assert "没有找到" in client.post(path, {"guardian": number}).content.decode()
    client.post(path, {"guardian": mother.phone})
    assert GuardianConsent.objects.get().guardian == mother


def test_facts_are_checked_on_screen():
    editor, checker = make_checker(), make_checker()
    lecture = write_lecture(editor=editor)
    path = reverse("lecture_check", args=[lecture.code])
    assert "要请别的同事核对" in client_of(editor).get(path).content.decode()
    client = client_of(checker)
    assert lecture.title in client.get(reverse("lecture_checks")).content.decode()
    [task] = staff_tasks.get("lectures")(checker)
    assert (task.count, task.url) == (1, reverse("lecture_checks"))
    page = client.get(path)
    seen = page.context["form"].initial["seen"]
    assert client.post(path, {"seen": seen, "note": ""}).status_code == 422
    assert client.post(path, {"seen": "0" * 64, "note": "区志"}).status_code == 422
    client.post(path, {"seen": seen, "note": "区志"})
    assert SignOff.objects.get().reviewer == checker
    lecture.latest_revision.publish()
    assert client.post(path, {"take_back": "1", "reason": ""}).status_code == 422
    client.post(path, {"take_back": "1", "reason": "年份错了"})
    assert not LecturePage.objects.get(pk=lecture.pk).live
    assert staff_tasks.get("lectures")(editor) == []


def _form(lecture, **more):
    return nested_form_data(
        {
            "title": lecture.title,
            "slug": lecture.slug,
            "intro": lecture.intro,
            "speaker_name": lecture.speaker_name,
            "speaker_about": lecture.speaker_about,
            "body": streamfield([("paragraph", rich_text("<p>走马夺古雄的说法流传很久。</p>"))]),
            "handouts": streamfield([]),
            "transcript": streamfield([]),
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
            **more,
        }
    )


def _editor():
    """A district administrator whom Wagtail lets write pages."""
    admin = make_checker()
    sync_editors(now=NOW)
    return admin


def test_the_editor_says_what_is_missing_and_loses_nothing():
    plant_series()
    admin = _editor()
    lecture = write_lecture(editor=admin)
    client, path = client_of(admin), reverse("wagtailadmin_pages:edit", args=[lecture.pk])
    answer = client.post(path, _form(lecture, intro="改了一句", **{"action-publish": "1"}))
    assert "先请另一位同事核对史实" in answer.content.decode()
    assert "改了一句" in answer.content.decode()
    assert not LecturePage.objects.get(pk=lecture.pk).live
    client.post(path, _form(lecture, intro="改了一句"))
    check(lecture)
    client.post(path, _form(lecture, intro="改了一句", **{"action-publish": "1"}))
    assert LecturePage.objects.get(pk=lecture.pk).live
    later = client.post(
        path, _form(lecture, intro="又改一句", go_live_at="2030-01-01 10:00", **{"action-publish": "1"})
    )
    assert "先请另一位同事核对史实" in later.content.decode()


def test_a_new_page_is_not_published_at_once():
    series, admin = plant_series(), _editor()
    path = reverse("wagtailadmin_pages:add", args=["lectures", "lecturepage", series.pk])
    new = LecturePage(title="新的一讲", slug="new", intro="一句", speaker_name="某人")
    answer = client_of(admin).post(path, _form(new, **{"action-publish": "1"}))
    assert "先请另一位同事核对史实" in answer.content.decode()
    assert not LecturePage.objects.exists()


def test_publishing_in_bulk_asks_for_the_check():
    lecture, admin = write_lecture(), _editor()
    path = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={lecture.pk}"
    answer = client_of(admin).post(path, follow=True)
    assert "还没核对史实" in answer.content.decode()
    assert not LecturePage.objects.get(pk=lecture.pk).live
    check(lecture)
    client_of(admin).post(path)
    assert LecturePage.objects.get(pk=lecture.pk).live


def test_a_workflow_does_not_publish_unchecked():
    lecture, admin = write_lecture(), _editor()
    workflow = Workflow.objects.create(name="发布")
    WorkflowTask.objects.create(workflow=workflow, task=Task.objects.create(name="看一眼"), sort_order=0)
    state = workflow.start(lecture, admin)
    answer = client_of(admin).post(
        reverse("wagtailadmin_pages:workflow_action", args=[lecture.pk, "approve", state.current_task_state.pk]),
        {"comment": ""},
    )
    assert answer.status_code in (200, 302, 409)
    assert not LecturePage.objects.get(pk=lecture.pk).live


def test_what_people_booked_is_not_deleted():
    lecture, admin = make_lecture(), _editor()
    session = make_session(lecture)
    book(code=session.code, actor=neighbours(1)[0], now=NOW)
    client = client_of(admin)
    client.post(reverse("wagtailadmin_pages:delete", args=[lecture.pk]))
    client.post(reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"]) + f"?id={lecture.pk}")
    client.post(reverse("wagtailadmin_pages:delete", args=[lecture.get_parent().pk]))
    assert LecturePage.objects.filter(pk=lecture.pk).exists()


def test_a_series_is_open_to_its_sub_district():
    street, other = SubdistrictFactory(), SubdistrictFactory()
    own = plant_series("own", "自己的", subdistrict=street)
    whole = plant_series("whole", "全区的")
    AppointmentFactory(role=Role.SUBDISTRICT_MANAGER, community=None, subdistrict=street)
    for _time in range(2):
        sync_editors(now=NOW)

    def given(page, place):
        group = Group.objects.get(name=f"editors-{place.slug}")
        found = GroupPagePermission.objects.filter(group=group, page_id=page.pk)
        return set(found.values_list("permission__codename", flat=True))

    assert given(own, street) == {"add_page", "change_page", "publish_page"}
    assert given(own, other) == set()
    assert given(whole, street) == {"add_page"}
    own.subdistrict = other
    own.save()
    sync_editors(now=NOW)
    assert given(own, street) == set()


LIST, CHECKS = 2, 2


@pytest.mark.parametrize("number", [1, 3])
def test_staff_lists_cost_the_same_however_long(number):
    venue = make_venue()
    keeper = AppointmentFactory(community=venue.community).user
    for each in range(number):
        make_session(make_lecture(f"讲座{each}", slug=f"talk-{each}"), venue=venue, actor=keeper)
        write_lecture(f"草稿{each}", slug=f"draft-{each}", community=venue.community, editor=make_checker())
    client = client_of(keeper)
    for name, queries in (("lecture_staff", LIST), ("lecture_checks", CHECKS)):
        client.get(reverse(name))
        # What the frame of the staff area asks is every room's menu and not counted here.
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(name)).status_code == 200
        assert sum('FROM "lectures_' in query["sql"] for query in asked) == queries
