"""The desk on the site: ticking, undoing, entering, striking off, closing, the Excel list; without and with htmx."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.rosters.actions import book, call_off, tick
from portal.rosters.enums import BookingState, Channel
from tests.factories import AppointmentFactory, HouseholdFactory, ResidentFactory
from tests.permissions.cases import client_of
from tests.rosters.clock import DAY, ENDS, HOUR, NOW, STARTS
from tests.rosters.kinds import SECRET, make_keeper, make_roster, neighbours
from tests.rosters.test_files import workbook

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def roster():
    return make_roster({Channel.ONLINE: 2, Channel.PHONE: 1}, party_max=3)


@pytest.fixture
def keeper(roster):
    return client_of(make_keeper(roster))


@pytest.fixture
def at(monkeypatch):
    def put(now):
        monkeypatch.setattr("portal.core.clock.now", lambda: now)

    return put


def desk(client, roster, more: str = "") -> str:
    answer = client.get(f"/rosters/{roster.code}/desk/{more}")
    assert answer.status_code == 200, answer.content.decode()
    return re.sub(r"\s+", " ", answer.content.decode())


def post(client, roster, more: str, data=None, status: int = 302, **headers):
    answer = client.post(f"/rosters/{roster.code}/desk/{more}", data or {}, headers=headers)
    assert answer.status_code == status, answer.content.decode()
    return re.sub(r"\s+", " ", answer.content.decode())


def booked(roster, number=2):
    return [book(code=roster.code, actor=person, now=NOW) for person in neighbours(number)]


def state_of(booking) -> str:
    booking.refresh_from_db()
    return booking.state


def test_a_tap_notes_somebody_and_another_takes_it_back(roster, keeper, at):
    first, _second = booked(roster)
    assert "起登记到场" in desk(keeper, roster)
    assert 'value="came"' not in desk(keeper, roster)
    at(STARTS)
    assert desk(keeper, roster).count('value="came"') == 2
    post(keeper, roster, f"{first.code}/", {"act": "came"})
    assert state_of(first) == BookingState.ATTENDED
    post(keeper, roster, f"{first.code}/", {"act": "undo"})
    assert state_of(first) == BookingState.BOOKED
    post(keeper, roster, f"{first.code}/", {"act": "missed"})
    assert state_of(first) == BookingState.NO_SHOW
    post(keeper, roster, f"{first.code}/", {"act": "sell"}, status=404)


def test_htmx_gets_the_line_and_the_figures_back(roster, keeper, at):
    first, _second = booked(roster)
    at(STARTS)
    part = post(keeper, roster, f"{first.code}/", {"act": "came"}, 200, **HTMX)
    assert f'id="line-{first.code}"' in part
    assert 'hx-swap-oob="true"' in part
    assert "<dd>1</dd>" in part
    assert "<html" not in part
    found = keeper.get(f"/rosters/{roster.code}/desk/?q=nobody", headers=HTMX | {"HX-Target": "lines"})
    assert "名单上没有这个人" in found.content.decode()
    assert "<html" not in found.content.decode()


def test_a_name_or_the_end_of_a_number_is_found(roster, keeper):
    first, second = booked(roster)
    by_number = desk(keeper, roster, f"?q={first.user.phone[-4:]}")
    assert first.code in by_number
    assert second.code not in by_number
    assert second.code in desk(keeper, roster, f"?q={second.name}")


def test_all_are_there_is_asked_first(roster, keeper, at):
    bookings = booked(roster)
    at(STARTS)
    assert "共 2 条" in desk(keeper, roster, "all/")
    post(keeper, roster, "all/")
    assert [state_of(each) for each in bookings] == ["attended", "attended"]
    assert "已登记 2 条到场" in desk(keeper, roster)


def test_who_calls_is_entered_by_number_or_name(roster, keeper):
    [person] = neighbours(1)
    assert "来电报名" in desk(keeper, roster, "enter/")
    assert "已到现场" not in desk(keeper, roster, "enter/")
    post(keeper, roster, "enter/", {"how": "phone", "phone": person.phone, "size": 1})
    assert roster.bookings.get().user == person
    said = post(keeper, roster, "enter/", {"how": "phone", "phone": "139 0000 1111", "size": 2}, 422)
    assert "这个号码没有账号" in said
    assert "139 0000 1111" in said
    post(keeper, roster, "enter/", {"how": "group", "name": "合唱队", "phone": "13900001111", "size": 2})
    text = desk(keeper, roster)
    assert "合唱队已在名单上" in text
    assert "1111" in text
    assert "请核对号码" in post(keeper, roster, "enter/", {"how": "phone", "phone": "12", "size": 1}, 422)
    assert "小于或等于" in post(keeper, roster, "enter/", {"how": "phone", "name": "甲", "size": 99}, 422)
    post(keeper, roster, "enter/", {"how": "phone", "name": "王大爷", "size": 1})
    assert "已进入候补" in desk(keeper, roster)


def test_who_comes_by_is_let_in_at_the_door(roster, keeper, at):
    at(STARTS)
    post(keeper, roster, "enter/", {"how": "walk_in", "name": "老李", "size": 1})
    assert roster.bookings.get().state == BookingState.ATTENDED
    at(ENDS)
    assert keeper.get(f"/rosters/{roster.code}/desk/enter/").status_code == 409


def test_a_child_who_is_entered_names_an_adult(at):
    roster, door = make_roster(guardian_under=14), HouseholdFactory()
    child = ResidentFactory(born_on=date(2016, 1, 1), household=door).user
    adult = ResidentFactory(born_on=date(1980, 1, 1), household=door).user
    client = client_of(make_keeper(roster))
    sent = {"how": "phone", "phone": child.phone, "size": 1}
    assert "同户成年人" in post(client, roster, "enter/", sent, 422)
    post(client, roster, "enter/", sent | {"guardian": adult.phone})
    assert roster.bookings.get().guardian == adult


def test_striking_off_asks_why(roster, keeper):
    first, _second = booked(roster)
    path = f"{first.code}/strike/"
    assert first.name in desk(keeper, roster, path)
    post(keeper, roster, path, {"reason": ""}, 422)
    post(keeper, roster, path, {"reason": "本人来电"})
    assert state_of(first) == BookingState.CANCELLED
    assert keeper.get(f"/rosters/{roster.code}/desk/{path}").status_code == 404


def test_the_next_in_line_is_shown_and_let_in(roster, keeper, at):
    *_seated, waits = booked(roster, 3)
    assert f"下一位：{waits.name}" in desk(keeper, roster)
    assert 'value="admit"' not in desk(keeper, roster)
    at(STARTS)
    assert 'value="admit"' in desk(keeper, roster)
    post(keeper, roster, f"{waits.code}/", {"act": "admit"}, 409)


def test_closing_is_asked_and_can_be_put_right(roster, keeper, at):
    first, second = booked(roster)
    tick(code=roster.code, came=[first.code], missed=[], actor=make_keeper(roster), now=STARTS)
    assert "截止名单</a>" not in desk(keeper, roster)
    at(ENDS)
    assert "共 1 条" in desk(keeper, roster, "close/")
    post(keeper, roster, "close/")
    assert state_of(second) == BookingState.NO_SHOW
    text = desk(keeper, roster)
    assert "改为到场" in text
    assert "撤销" not in text
    post(keeper, roster, f"{second.code}/", {"act": "came"})
    assert state_of(second) == BookingState.ATTENDED
    at(ENDS + 15 * DAY)
    assert "改为" not in desk(keeper, roster)


def test_a_list_that_is_off_says_so(roster, keeper):
    call_off(code=roster.code, reason="暴雨红色预警", actor=make_keeper(roster), now=NOW)
    text = desk(keeper, roster)
    assert "暴雨红色预警" in text
    assert "登记报名" not in text


def test_ones_own_household_is_left_to_others(at):
    roster = make_roster(3)
    keeper, door = make_keeper(roster), HouseholdFactory(community=roster.community)
    ResidentFactory(user=keeper, household=door, community=roster.community)
    mine = book(code=roster.code, actor=ResidentFactory(household=door).user, now=NOW)
    at(STARTS)
    text = desk(client_of(keeper), roster)
    assert "由他人登记" in text
    assert 'value="came"' not in text
    post(client_of(keeper), roster, f"{mine.code}/", {"act": "came"})
    assert state_of(mine) == BookingState.BOOKED


def upload(*rows) -> dict:
    return {"file": SimpleUploadedFile("list.xlsx", workbook(*rows))}


def test_the_excel_list_comes_back_whole_or_not_at_all(roster, keeper, at):
    first, second = booked(roster)
    at(STARTS)
    said = post(
        keeper, roster, "workbook/", upload([first.code, "", "", 1, "", 1], [second.code, "", "", 1, "", "?"]), 422
    )
    assert "F3：" in said
    assert [state_of(each) for each in (first, second)] == ["booked", "booked"]
    said = post(keeper, roster, "workbook/", upload([first.code, "", "", 1, "", 1], ["nobody", "", "", 1, "", 1]), 422)
    assert "nobody：" in said
    assert state_of(first) == BookingState.BOOKED
    rows = [[first.code, "", "", 1, "", 1], [second.code, "", "", 1, "", 0], [None, "老李", "", 1, "", 1]]
    post(keeper, roster, "workbook/", upload(*rows))
    assert "到场 2 条，未到 1 条" in desk(keeper, roster)
    assert post(keeper, roster, "workbook/", {"file": SimpleUploadedFile("x.xlsx", b"nothing")}, 422)


def test_for_everybody_else_there_is_no_desk(roster):
    [person] = neighbours(1)
    book(code=roster.code, actor=person, now=NOW)
    elsewhere = make_keeper(make_roster())
    for who in (person, elsewhere):
        for more in ("desk/", "desk/enter/", "desk/all/", "desk/close/", "desk/workbook/", "door/", "door/now/"):
            assert client_of(who).get(f"/rosters/{roster.code}/{more}").status_code == 404


def test_a_secret_roster_is_hidden_from_neighbours_and_kept_by_its_own():
    roster = make_roster(place=SECRET)
    assert "签到台" in desk(client_of(make_keeper(roster)), roster)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_costs_the_same_however_many_come(rows, at, django_assert_num_queries):
    roster = make_roster(rows)
    booked(roster, rows + 1)
    client = client_of(make_keeper(roster))
    at(STARTS)
    desk(client, roster)
    with django_assert_num_queries(8):
        desk(client, roster)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_index_of_the_staff_area_shows_ones_own_communities(rows, at):
    roster = make_roster(title="急救课")
    for _row in range(rows - 1):
        make_roster(community=roster.community)
    make_roster(title="别处的课")
    client = client_of(make_keeper(roster))
    client.get("/admin/rosters/")
    # What the frame of the staff area asks is every room's menu and not counted here.
    with CaptureQueriesContext(connection) as asked:
        text = client.get("/admin/rosters/").content.decode()
    assert sum('FROM "rosters_' in query["sql"] for query in asked) == 2
    assert text.count(f"/rosters/{roster.code}/desk/") == 1
    assert text.count("/desk/") == rows
    assert "别处的课" not in text
    at(ENDS + HOUR)
    assert "/desk/" not in client.get("/admin/rosters/").content.decode()
    for span in ("unclosed", "behind"):
        shown = client.get(f"/admin/rosters/?span={span}&kind=tests.talk").content.decode()
        assert shown.count("/desk/") == rows
    assert client_of(AppointmentFactory().user).get("/admin/rosters/").status_code == 200
