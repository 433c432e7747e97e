"""What staff see and do in the staff area; for each screen one visit with things on it, and what it does."""

import re
from datetime import date

import pytest

from portal.core.staff_tasks import staff_tasks
from portal.rosters.enums import BookingState
from tests.permissions.cases import client_of
from tests.volunteers.clock import AFTER, ENDS, NOW
from tests.volunteers.patrols import (
    join,
    led_shift,
    make_checkpoint,
    make_post,
    make_route,
    make_series,
    make_staff,
    running_shift,
    volunteer,
)
from volunteers.actions import confirm_people, end_shift, open_coming_shifts
from volunteers.actions.hazards import report_hazard
from volunteers.actions.posts import apply
from volunteers.enums import ApplicationState
from volunteers.models import Hazard, Post, Series, Shift

pytestmark = pytest.mark.django_db


def visit(person, path: str, data=None, status: int = 200) -> str:
    client = client_of(person)
    answer = client.get(path) if data is None else client.post(path, data)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return re.sub(r"\s+", " ", answer.content.decode()) if status != 302 else answer["Location"]


def test_the_planner_shows_what_is_missing_and_calls_a_day_off():
    shift, _leader = led_shift()
    staff = make_staff(shift.roster.community)
    said = visit(staff, "/admin/volunteers/")
    assert "还差 1 人" in said
    assert "缺人" in said
    assert "1 班 · 1／4" in said
    [task] = staff_tasks.get("volunteers")(staff)
    assert (task.count, task.due_at) == (1, shift.roster.starts_at)
    said = {"day": "2026-11-24", "weather": "rain", "words": "暴雨橙色预警"}
    visit(staff, "/admin/volunteers/day-off/", said, 302)
    assert Shift.objects.found(shift.code).roster.called_off_because == "因天气取消：大雨暴雨。 暴雨橙色预警"
    assert staff_tasks.get("volunteers")(staff) == []


def test_staff_name_a_leader_and_confirm_the_leaders_own_service(at):
    shift, leader, person = running_shift()
    staff = make_staff(shift.roster.community)
    address = f"/admin/volunteers/shifts/{shift.code}/"
    assert leader.resident.alias in visit(staff, address)
    visit(staff, address + "leader/", {"person": person.code}, 302)
    assert Shift.objects.get(pk=shift.pk).leader_id == leader.pk, "who was never on patrol does not lead"
    end_shift(code=shift.code, actor=leader, now=ENDS)
    lines = {each.user_id: each.code for each in shift.roster.bookings.all()}
    confirm_people(code=shift.code, came=[lines[person.pk]], actor=leader, now=ENDS)
    assert "待确认到岗的领队" in [task.title for task in staff_tasks.get("volunteers")(staff)]
    at(AFTER)
    visit(staff, address + "confirm/", {"came": list(lines.values())}, 302)
    assert set(shift.roster.bookings.values_list("state", flat=True)) == {BookingState.ATTENDED}


def test_posts_are_set_up_and_applications_decided():
    post = make_post()
    staff, person = make_staff(post.community), volunteer(community=post.community)
    told = {
        "community": post.community.slug,
        "title": "护河",
        "category": "hope_tree",
        "about": "捡垃圾",
        "min_age": 16,
    }
    assert visit(staff, "/admin/volunteers/posts/new/", told, 422)
    address = visit(staff, "/admin/volunteers/posts/new/", told | {"risks": "河边湿滑"}, 302)
    assert Post.objects.get(title="护河").get_category_display() == "希望树"
    visit(staff, address, told | {"risks": "河边湿滑，穿救生衣"}, 302)
    assert Post.objects.get(title="护河").risks_version == 2
    asked = apply(code=post.code, risks_version=1, agreed=True, actor=person, now=NOW)
    here = f"/admin/volunteers/posts/{post.code}/"
    assert person.resident.alias in visit(staff, here)
    visit(staff, f"{here}{asked.code}/", {"decision": "decline"}, 302)
    asked.refresh_from_db()
    assert asked.state == ApplicationState.ASKED, "without a reason nobody is declined"
    visit(staff, f"{here}{asked.code}/", {"decision": "accept"}, 302)
    asked.refresh_from_db()
    assert asked.state == ApplicationState.ACCEPTED


def test_a_series_is_looked_at_before_it_is_kept():
    route = make_route()
    make_checkpoint(route)
    staff = make_staff(route.community)
    address = f"/admin/volunteers/routes/{route.code}/"
    rule = {
        "weekdays": ["1", "3"],
        "every": 1,
        "starts_at": "19:00",
        "ends_at": "20:30",
        "first_day": date(2026, 11, 24).isoformat(),
    }
    assert "11月26日" in visit(staff, address, rule)
    assert not Series.objects.exists()
    visit(staff, address, rule | {"keep": "1"}, 302)
    series = Series.objects.get()
    assert "周二、周四 19:00–20:30" in visit(staff, address)
    open_coming_shifts(series_pk=series.pk, now=NOW)
    visit(staff, f"{address}{series.code}/stop/", {"reason": "换路线"}, 302)
    assert not Shift.objects.filter(roster__called_off_at__isnull=True).exists()
    assert visit(staff, "/admin/volunteers/routes/")
    assert client_of(staff).get(f"{address}codes.pdf").status_code == 200


def test_hazards_are_read_answered_and_hidden():
    shift, _leader, person = running_shift()
    staff = make_staff(shift.roster.community)
    told = {"kind": "light", "place": "东门", "text": "路灯不亮"}
    hazard = report_hazard(shift_code=shift.code, actor=person, now=NOW, **told)
    base = f"/admin/volunteers/hazards/{hazard.code}/"
    assert "东门" in visit(staff, "/admin/volunteers/hazards/")
    visit(staff, base + "contact/", {"text": "电话里说清了"}, 302)
    visit(staff, base + "take/", {"show": "1"}, 302)
    visit(staff, base + "answer/", {"text": "换好了"}, 302)
    assert Hazard.objects.select_related("case").get().case.answer == "换好了"
    visit(staff, base + "hide/", {}, 302)
    visit(staff, base + "burn/", {}, 404)
    other = report_hazard(shift_code=shift.code, actor=person, now=NOW, **told)
    visit(staff, f"/admin/volunteers/hazards/{other.code}/pass/", {"office": "fire", "reference": "119-1"}, 302)
    other.case.refresh_from_db()
    assert other.case.office == "fire"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_planner_asks_the_same_for_one_and_three(rows, django_assert_max_num_queries):
    community = make_route().community
    for number in range(rows):
        shift, _leader = led_shift(route=make_route(community, title=f"路线{number}"))
        join(shift, volunteer(community=community))
    client = client_of(make_staff(community))
    client.get("/admin/volunteers/")
    with django_assert_max_num_queries(30):
        client.get("/admin/volunteers/")


def test_a_series_with_exceptions_tells_its_rule():
    assert make_series(make_route()).rule == "FREQ=WEEKLY;INTERVAL=1;WKST=MO;BYDAY=TU"
