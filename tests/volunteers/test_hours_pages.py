"""Hours on the site, in the staff area and through the API."""

import io
import json
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from portal.core import clock
from portal.core.my_items import my_items
from portal.core.staff_tasks import staff_tasks
from portal.rosters.enums import BookingState
from tests.permissions.cases import client_of
from tests.volunteers.clock import DAY, ENDS, HOUR, MINUTE, STARTS
from tests.volunteers.patrols import came, join, led_shift, make_staff, volunteer
from tests.volunteers.test_hours import LATER, over, recorded
from volunteers.actions import end_shift, start_shift
from volunteers.actions.confirm_hours import Served, confirm_hours
from volunteers.actions.correct_hours import correct_hours
from volunteers.actions.dispute_hours import dispute_hours
from volunteers.models import Certificate, HoursDispute, Issuer, ServiceRecord

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _later(at):
    at(LATER)


def read(client, path, status=200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()
    return re.sub(r"\s+", " ", answer.content.decode())


def post(client, path, data=None, status=302) -> str:
    answer = client.post(path, data or {})
    assert answer.status_code == status, answer.content.decode()
    return re.sub(r"\s+", " ", answer.content.decode())


def call(person, method, path, data=None, status=200):
    answer = getattr(client_of(person), method)(f"/api/v1{path}", data, content_type="application/json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def typed(booking, start="19:00", end="20:30", reason="") -> dict:
    code = booking.code
    return {f"take-{code}": "on", f"start-{code}": start, f"end-{code}": end, f"reason-{code}": reason}


def test_a_leader_confirms_on_the_phone_and_what_was_typed_is_kept():
    shift, leader, person, booking = over()
    client, path = client_of(leader), f"/volunteers/shifts/{shift.code}/hours/"
    text = read(client, path)
    assert 'value="19:00"' in text
    assert 'value="20:30"' in text
    said = post(client, path, typed(booking, end="20:10", reason=""), 422)
    assert "请写明原因" in said
    assert 'value="20:10"' in said
    assert "18:30 的格式" in post(client, path, typed(booking, start="七点"), 422)
    post(client, path, typed(booking, end="20:10", reason="提前走了"))
    assert ServiceRecord.objects.get().minutes == 70
    text = read(client, path)
    assert "已确认 1 人的时长" in text
    assert "提前走了" in text
    assert "确认这些时长" not in text
    assert client_of(person).get(path).status_code == 403


def test_a_shift_past_midnight_is_confirmed_as_it_was(at):
    begins = STARTS + 3 * HOUR
    shift, leader = led_shift(starts_at=begins, ends_at=begins + 3 * HOUR)
    person = volunteer(community=shift.roster.community)
    join(shift, person)
    came(shift, leader, person, now=begins)
    start_shift(code=shift.code, actor=leader, now=begins)
    end_shift(code=shift.code, actor=leader, now=begins + 3 * HOUR)
    at(begins + 4 * HOUR)
    booking = shift.roster.bookings.get(user=person)
    post(client_of(leader), f"/volunteers/shifts/{shift.code}/hours/", typed(booking, "22:00", "01:00"))
    assert ServiceRecord.objects.get().minutes == 180


def test_my_hours_show_a_year_and_lead_to_what_can_be_done():
    shift, _leader, person, record = recorded()
    client = client_of(person)
    text = read(client, "/me/hours/")
    assert "1 小时 30 分钟" in text
    assert record.project in text
    path = f"/me/hours/{shift.code}/dispute/"
    assert "哪里不对" in read(client, path)
    post(client, path, {"text": ""}, 422)
    post(client, path, {"text": "我八点四十才走"})
    assert "等待答复" in read(client, "/me/hours/")
    assert "还没有志愿时长" in read(client_of(volunteer()), "/me/hours/?year=1999")


def test_missing_hours_can_be_asked_for():
    shift, _leader, person, _booking = over()
    text = read(client_of(person), "/me/hours/")
    assert "缺我的时长" in text
    assert f"/me/hours/{shift.code}/dispute/" in text


def test_a_person_has_a_certificate_issued():
    shift, _leader, person, _record = recorded()
    person.resident.real_name = ""
    person.resident.save()
    client, path = client_of(person), "/me/hours/certificates/new/"
    sent = {"community": shift.roster.community.slug, "first_day": "2026-11-01", "last_day": "2026-11-24"}
    assert shift.roster.community.title in read(client, path)
    said = post(client, path, sent | {"number_kind": "none"}, 422)
    assert "请先同意" in said
    assert "真实姓名" in said
    person.resident.real_name = "王小明"
    person.resident.save()
    post(client, path, sent | {"number_kind": "none", "agreed": "on"})
    certificate = Certificate.objects.get()
    assert "下载证明" in read(client, f"/volunteers/certificates/{certificate.serial}/")
    assert certificate.serial in read(client, "/me/hours/")
    post(client, path, sent | {"last_day": "明天", "agreed": "on"}, 422)


def test_hours_through_the_api():
    shift, leader, person, booking = over()
    lines = call(leader, "get", f"/shifts/{shift.code}/hours")["lines"]
    mine = next(line for line in lines if line["booking"] == booking.code)
    assert (mine["minutes"], mine["confirmed"], mine["own"]) == (90, False, False)
    served = [{"booking": booking.code, "started_at": "2026-11-24T19:00:00", "ended_at": "2026-11-24T20:30:00"}]
    answer = call(leader, "put", f"/shifts/{shift.code}/hours", json.dumps({"served": served}))
    assert answer == {"confirmed": [booking.code], "own": []}
    told = call(person, "get", "/me/hours?year=2026")
    assert (told["minutes"], told["times"], told["spoken"]) == (90, 1, "1 小时 30 分钟")
    assert told["records"][0]["shift"] == shift.code
    assert call(person, "get", "/me/hours?year=2020")["records"] == []
    assert told["communities"] == [{"slug": shift.roster.community.slug, "title": shift.roster.community.title}]
    assert (told["behind"], told["records"][0]["before"]) == ([], "")
    said = call(person, "post", f"/me/hours/{shift.code}/dispute", json.dumps({"text": "少了"}))
    assert said["outcome"] == ""
    person.resident.real_name = "王小明"
    person.resident.save()
    wanted = {"community": shift.roster.community.slug, "first_day": "2026-11-01", "last_day": "2026-11-24"}
    call(person, "post", "/me/certificates", json.dumps(wanted), 422)
    call(person, "post", "/me/certificates", json.dumps(wanted | {"community": "nothing", "agreed": True}), 422)
    made = call(person, "post", "/me/certificates", json.dumps(wanted | {"agreed": True}))
    assert made["path"] == f"/volunteers/certificates/{made['serial']}/"
    assert [each["serial"] for each in call(person, "get", "/me/certificates")] == [made["serial"]]
    stranger = client_of(AnonymousUser())
    bare = made["pdf"].split("?")[0]
    assert stranger.get(made["pdf"]).status_code == 200, "a phone opens papers without a token"
    assert stranger.get(bare).status_code == 302
    assert stranger.get(f"{bare}?pass=forged").status_code == 302


def test_the_api_tells_what_a_correction_changed_and_which_shifts_have_no_hours():
    shift, leader, person, booking = over()
    [behind] = call(person, "get", "/me/hours?year=2026")["behind"]
    assert (behind["shift"], behind["title"]) == (shift.code, shift.roster.title)
    confirm_hours(code=shift.code, served=[Served(booking.code, STARTS, ENDS)], actor=leader, now=clock.now())
    record = ServiceRecord.objects.get(user=person)
    correct_hours(
        code=record.code,
        started_at=record.started_at,
        ended_at=record.ended_at - 30 * MINUTE,
        reason="提前走了",
        actor=make_staff(shift.roster.community),
        now=clock.now(),
    )
    told = call(person, "get", "/me/hours?year=2026")
    assert told["behind"] == []
    [line] = told["records"]
    assert (line["minutes"], line["before"], line["reason"]) == (60, "1 小时 30 分钟", "提前走了")


def test_staff_see_what_waits_correct_and_answer():
    shift, _leader, person, record = recorded()
    client = client_of(make_staff(shift.roster.community))
    dispute = dispute_hours(shift_code=shift.code, text="我八点四十才走", actor=person, now=LATER)
    text = read(client, "/admin/hours/?first=2026-11-01&last=2026-11-30")
    assert "我八点四十才走" in text
    assert f"/admin/hours/records/{record.code}/correct/" in text
    path = f"/admin/hours/disputes/{dispute.code}/"
    assert "我八点四十才走" in read(client, path)
    post(client, path, {"outcome": "right", "answer": ""}, 422)
    longer = {"started_at": "2026-11-24T19:00", "ended_at": "2026-11-24T20:40"}
    said = post(client, path, {"outcome": "stands", "answer": "核实过"} | longer, 422)
    assert "认可本人的说法" in said
    post(client, path, {"outcome": "right", "answer": "核实过"} | longer)
    record = ServiceRecord.objects.in_force().get()
    assert record.minutes == 100
    path = f"/admin/hours/records/{record.code}/correct/"
    assert "更早的记录" in read(client, path)
    post(client, path, {"nobody": "on", "reason": ""}, 422)
    post(client, path, {"nobody": "on", "reason": "认错人了"})
    assert ServiceRecord.objects.in_force().get().minutes == 0
    assert HoursDispute.objects.get().outcome == "right"


def test_staff_issue_withdraw_and_say_who_signs():
    shift, _leader, person, _record = recorded()
    staff = make_staff(shift.roster.community)
    client = client_of(staff)
    path = f"/admin/hours/issuers/{shift.roster.community.slug}/"
    assert shift.roster.community.title in read(client, path)
    post(client, path, {"name": "梅欣社区居民委员会", "responsible": "李主任"})
    assert Issuer.objects.get().responsible == "李主任"
    person.resident.real_name = "王小明"
    person.resident.save()
    sent = {"community": shift.roster.community.slug, "first_day": "2026-11-01", "last_day": "2026-11-24"}
    path = f"/admin/hours/certificates/{person.code}/issue/"
    assert "本人同意" in read(client, path)
    post(client, path, sent | {"number_kind": "none"}, 422)
    post(client, path, sent | {"number_kind": "none", "agreed": "on"})
    certificate = Certificate.objects.get()
    assert certificate.issued_by == staff
    path = f"/admin/hours/certificates/{certificate.serial}/withdraw/"
    assert certificate.serial in read(client, path)
    post(client, path, {"reason": "重复开具"})
    certificate.refresh_from_db()
    assert not certificate.is_valid


def test_the_excel_file_has_the_records_columns_and_invents_no_number():
    shift, _leader, person, record = recorded()
    person.resident.real_name = "=王小明"
    person.resident.save()
    path = "/admin/hours/hours.xlsx?first=2026-11-30&last=2026-11-01"
    answer = client_of(make_staff(shift.roster.community)).get(path)
    assert "no-store" in answer["Cache-Control"]
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    heading, row = ([cell.value for cell in line] for line in sheet.iter_rows(max_row=2))
    assert heading[:5] == ["姓名", "证件类型", "证件号码", "项目名称", "岗位"]
    assert [value or "" for value in row[:3]] == ["=王小明", "", ""]
    assert sheet["A2"].data_type == "s"
    assert (row[5], row[6], row[7], row[10]) == ("2026-11-24 19:00", "2026-11-24 20:30", 90, record.code)
    elsewhere = client_of(make_staff(led_shift()[0].roster.community)).get(path)
    assert load_workbook(io.BytesIO(elsewhere.content)).worksheets[0].max_row == 1


def test_late_hours_and_disputes_are_on_the_staffs_and_the_leaders_own_pages(at):
    shift, leader, person, booking = over()
    staff = make_staff(shift.roster.community)
    tasks, mine = staff_tasks.get("volunteer_hours"), my_items.get("volunteer_hours")
    assert tasks(staff) == []
    assert [item.state_label for item in mine(leader)] == ["待确认"]
    at(ENDS + 3 * DAY)
    [late] = tasks(staff)
    assert (late.count, late.due_at) == (1, ENDS + 3 * DAY)
    dispute_hours(shift_code=shift.code, text="少了", actor=person, now=LATER)
    assert len(tasks(staff)) == 2
    assert [item.state_label for item in mine(person)] == ["等待答复"]
    confirm_hours(code=shift.code, served=[Served(booking.code, STARTS, ENDS)], actor=staff, now=LATER)
    shift.roster.bookings.filter(user=leader).update(state=BookingState.NO_SHOW, pool=None, came_at=None, came_by="")
    assert [task.count for task in tasks(staff)] == [1]
    assert any("1 小时 30 分钟" in item.title for item in mine(person))


@pytest.mark.parametrize("rows", [1, 3])
def test_my_hours_cost_the_same_however_many_there_are(rows, django_assert_num_queries):
    _shift, _leader, person, record = recorded()
    for day in range(1, rows):
        ServiceRecord.objects.create(
            shift=led_shift(starts_at=STARTS + day * DAY, ends_at=ENDS + day * DAY)[0], user=person,
            started_at=STARTS - day * DAY, ended_at=ENDS - day * DAY, minutes=90, project=f"班次{day}",
            organiser="x", confirmed_at=LATER, confirmed_by=record.confirmed_by,
        )  # fmt: skip
    client = client_of(person)
    read(client, "/me/hours/")
    with django_assert_num_queries(7):
        read(client, "/me/hours/")


@pytest.mark.parametrize("rows", [1, 3])
def test_confirming_and_the_staffs_page_cost_the_same(rows, django_assert_num_queries):
    shift, leader, _person, _booking = over()
    for _row in range(rows - 1):
        shift.roster.bookings.create(
            user=volunteer(community=shift.roster.community), pool=shift.roster.pools.first(), state="attended",
            came_at=STARTS, came_by="list", made_at=STARTS, moved_at=STARTS,
        )  # fmt: skip
    client = client_of(leader)
    path = f"/volunteers/shifts/{shift.code}/hours/"
    read(client, path)
    with django_assert_num_queries(6):
        read(client, path)
    staff = client_of(make_staff(shift.roster.community))
    read(staff, "/admin/hours/")
    # What the frame of the staff area asks is every room's menu and not counted here.
    with CaptureQueriesContext(connection) as asked:
        read(staff, "/admin/hours/")
    assert sum('FROM "volunteers_' in query["sql"] for query in asked) == 4
