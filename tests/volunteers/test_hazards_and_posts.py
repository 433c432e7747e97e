"""Applying for a post; hazards that nobody reads before staff have; the leader's page without a script."""

import io
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from portal.accounts.models import User
from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from portal.notices.models import Notice
from portal.rosters.enums import BookingState
from tests.factories import HouseholdFactory, ResidentFactory
from tests.permissions.cases import client_of
from tests.volunteers.clock import AFTER, DAY, EVENING, NOW, STARTS
from tests.volunteers.patrols import (
    join,
    led_shift,
    make_checkpoint,
    make_leader,
    make_post,
    make_route,
    make_series,
    make_staff,
    running_shift,
    volunteer,
)
from volunteers.actions import open_coming_shifts
from volunteers.actions.calling_off import cancel_day, cancel_shift
from volunteers.actions.hazards import answer_hazard, hide_hazard, report_hazard, take_hazard
from volunteers.actions.posts import PostWords, apply, change_post, decide_application, withdraw_application
from volunteers.actions.series import end_series, except_day
from volunteers.enums import ApplicationEvent, ApplicationState, DayChange, HazardKind
from volunteers.models import Hazard, Shift

pytestmark = pytest.mark.django_db


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    tags = Image.Exif()
    tags[0x010F] = "a camera"
    Image.new("RGB", (60, 40), "#a5281f").save(out, "JPEG", exif=tags)
    return SimpleUploadedFile("photo.jpg", out.getvalue(), content_type="image/jpeg")


def page(person, path: str, status: int = 200, data=None) -> str:
    client = client_of(User.objects.get(pk=person.pk) if person.is_authenticated else person)
    answer = client.get(path) if data is None else client.post(path, data)
    assert answer.status_code == status, answer.content.decode()
    return re.sub(r"\s+", " ", answer.content.decode())


def ask_to_serve(post, person, **more):
    return apply(code=post.code, actor=person, now=NOW, **{"risks_version": 1, "agreed": True} | more)


def test_an_application_is_decided_by_others_and_heard_of():
    post, door = make_post(), HouseholdFactory()
    staff = make_staff(post.community)
    person = ResidentFactory(community=post.community).user
    asked = ask_to_serve(post, person)
    assert ask_to_serve(post, person).pk == asked.pk
    with pytest.raises(Hidden):
        decide_application(
            code=asked.code, event=ApplicationEvent.ACCEPT, actor=make_staff(make_post().community), now=NOW
        )
    with pytest.raises(Invalid):
        decide_application(code=asked.code, event=ApplicationEvent.DECLINE, actor=staff, now=NOW)
    decide_application(code=asked.code, event=ApplicationEvent.ACCEPT, actor=staff, now=NOW)
    assert Notice.objects.get(recipient=person).fields["event"] == "accepted"
    with pytest.raises(WrongState):
        decide_application(code=asked.code, event=ApplicationEvent.ACCEPT, actor=staff, now=NOW)
    with pytest.raises(Hidden):
        withdraw_application(code=asked.code, actor=staff, now=NOW)
    assert withdraw_application(code=asked.code, actor=person, now=NOW).state == ApplicationState.WITHDRAWN
    assert ask_to_serve(post, person).pk != asked.pk, "whoever applies again begins anew"
    ResidentFactory(user=staff, community=post.community, household=door)
    family = ResidentFactory(community=post.community, household=door).user
    own = ask_to_serve(post, family)
    with pytest.raises(Forbidden):
        decide_application(code=own.code, event=ApplicationEvent.ACCEPT, actor=staff, now=NOW)


def test_risks_are_read_before_anybody_serves_and_again_when_they_change():
    post = make_post()
    person, staff = volunteer(post), make_staff(post.community)
    with pytest.raises(Invalid):
        ask_to_serve(post, person, agreed=False)
    words = PostWords(title=post.title, category=post.category, about=post.about, risks="台风天有坠物，请戴头盔。")
    changed = change_post(code=post.code, words=words, actor=staff, now=NOW)
    assert changed.risks_version == 2
    with pytest.raises(Invalid):
        ask_to_serve(post, person)
    assert ask_to_serve(post, person, risks_version=2).risks_version == 2
    with pytest.raises(Invalid):
        change_post(code=post.code, words=PostWords("", "", "", "", 3), actor=staff, now=NOW)
    assert "风险和安全须知" in page(AnonymousUser(), f"/volunteers/posts/{post.code}/")
    page(person, f"/volunteers/posts/{post.code}/", 422, {"risks_version": "1"})


def test_a_hazard_is_hidden_until_staff_have_read_it_and_its_answer_comes_back():
    shift, _leader, person = running_shift()
    make_checkpoint(shift.route)
    told = {"kind": "light", "place": "12 幢东侧", "text": "路灯不亮", "photo": picture()}
    page(person, f"/volunteers/shifts/{shift.code}/hazard/", 302, told)
    hazard = Hazard.objects.get()
    [photo] = hazard.photos.all()
    with photo.image.open() as file, Image.open(file) as drawn:
        assert not drawn.getexif()
    address, image = hazard.get_absolute_url(), f"/volunteers/hazards/photos/{photo.code}.jpg"
    assert client_of(AnonymousUser()).get(address).status_code == 404
    assert client_of(AnonymousUser()).get(image).status_code == 404
    assert "目前只有您" in page(person, address)
    [told] = client_of(person).get(f"/api/v1/hazards/{hazard.code}").json()["photos"]
    assert client_of(AnonymousUser()).get(told).status_code == 200, "a phone loads pictures without a token"
    assert client_of(AnonymousUser()).get(f"{image}?pass=forged").status_code == 404
    staff = make_staff(shift.roster.community)
    take_hazard(code=hazard.code, show=True, hide_photos=[photo.code], actor=staff, now=AFTER)
    said = page(AnonymousUser(), address)
    assert "路灯不亮" in said
    assert person.resident.alias not in said
    assert client_of(AnonymousUser()).get(image).status_code == 404, "a picture left out stays with staff"
    answer_hazard(code=hazard.code, text="灯泡换好了。", actor=staff, now=AFTER + DAY)
    assert "灯泡换好了" in page(AnonymousUser(), address)
    assert Notice.objects.filter(recipient=person, kind="cases.news").count() >= 2
    hide_hazard(code=hazard.code, actor=staff, now=AFTER + DAY)
    assert client_of(AnonymousUser()).get(address).status_code == 404


def test_reports_need_a_place_and_a_shift_that_has_started():
    shift, leader = led_shift()
    told = {"shift_code": shift.code, "kind": HazardKind.ROAD, "text": "坑", "now": STARTS}
    with pytest.raises(WrongState):
        report_hazard(actor=leader, place="东门", **told)
    running, _leader, person = running_shift()
    told["shift_code"] = running.code
    with pytest.raises(Invalid) as refusal:
        report_hazard(actor=person, place="", **told | {"text": ""})
    assert refusal.value.fields.keys() == {"place", "text"}
    with pytest.raises(Invalid):
        report_hazard(actor=person, place="", checkpoint_code=make_checkpoint(make_route()).code, **told)
    point = make_checkpoint(running.route)
    assert report_hazard(actor=person, place="", checkpoint_code=point.code, **told).place == point.name
    with pytest.raises(Forbidden):
        report_hazard(actor=volunteer(), place="东门", **told)


def test_the_leaders_page_takes_the_evening_without_a_script(at):
    shift, leader = led_shift()
    person = volunteer(community=shift.roster.community, alias="小梅")
    point = make_checkpoint(shift.route)
    join(shift, person)
    line = shift.roster.bookings.get(user=person).code
    base = f"/volunteers/shifts/{shift.code}/lead/"
    at(EVENING)
    first = page(leader, base)
    assert "第一次来" in first
    assert f"tel:{person.phone}" in first
    assert "tel:110" in first
    assert "现在到了 1 人" in page(leader, base + "start/", 409, {})
    at(STARTS)
    page(leader, base + "start/", 302, {"came": [line]})
    page(person, f"/volunteers/checkpoints/{point.code}/", 302, {})
    assert "已记下" in page(leader, f"/volunteers/checkpoints/{point.code}/")
    assert "已到" in page(leader, base)
    at(AFTER)
    page(leader, base + "end/", 302, {})
    page(leader, base + "confirm/", 302, {"came": [line]})
    assert "小梅" not in page(leader, base)
    assert shift.roster.bookings.get(user=person).state == BookingState.ATTENDED
    assert "已经结束" in page(make_leader(shift.roster.community), base + "take/", 409, {})


def test_weather_calls_off_a_shift_or_a_day_and_everybody_hears_it():
    shift, leader = led_shift()
    person = volunteer(community=shift.roster.community)
    join(shift, person)
    staff = make_staff(shift.roster.community)
    with pytest.raises(Hidden):
        cancel_day(day=STARTS.date(), communities=[shift.roster.community_id], reason="大雨", actor=person, now=NOW)
    day = {"day": STARTS.date(), "communities": [shift.roster.community_id], "reason": "大雨", "now": NOW}
    assert [each.pk for each in cancel_day(actor=staff, **day)] == [shift.pk]
    assert cancel_day(actor=staff, **day) == []
    assert set(Notice.objects.filter(kind="rosters.change").values_list("recipient_id", flat=True)) == {
        leader.pk,
        person.pk,
    }
    assert Shift.objects.get(pk=shift.pk).leader_id == leader.pk, "who was to lead stays on file"
    started, leader, _person = running_shift()
    with pytest.raises(WrongState):
        cancel_shift(code=started.code, reason="大雨", actor=leader, now=STARTS)


def test_a_series_day_moves_or_falls_out_with_its_shift():
    route = make_route()
    staff, series = make_staff(route.community), make_series(route)
    first, second = open_coming_shifts(series_pk=series.pk, now=NOW)
    change = {"code": series.code, "actor": staff, "now": NOW, "reason": "学校有活动"}
    with pytest.raises(Invalid):
        except_day(day=NOW.date(), change=DayChange.SKIP, **change)
    except_day(
        day=first.day,
        change=DayChange.CHANGE,
        starts_at=STARTS.time().replace(hour=18),
        ends_at=STARTS.time(),
        **change,
    )
    assert Shift.objects.found(first.code).roster.ends_at == STARTS
    except_day(day=second.day, change=DayChange.SKIP, **change)
    assert Shift.objects.found(second.code).roster.called_off_because == "学校有活动"
    end_series(code=series.code, reason="路线调整", actor=staff, now=NOW)
    assert Shift.objects.found(first.code).roster.called_off_at == NOW
    assert open_coming_shifts(series_pk=series.pk, now=NOW + 7 * DAY) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_board_and_the_leaders_page_ask_the_same_for_one_and_three(rows, django_assert_num_queries):
    shift, leader = led_shift()
    join(shift, *(volunteer(community=shift.roster.community) for _ in range(rows)))
    client = client_of(leader)
    client.get("/volunteers/")
    with django_assert_num_queries(7):
        client.get(f"/volunteers/shifts/{shift.code}/lead/")
