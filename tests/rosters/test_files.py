"""What leaves as a file and what comes back: the printed list, the workbook, calendars."""

import io
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook, load_workbook

from portal.core.errors import Invalid
from portal.core.icalendar import Event, calendar_file
from portal.rosters.actions import Listed, book, calendar_address, enter_booking, tick
from portal.rosters.enums import Channel
from portal.rosters.models import Booking, Roster
from portal.rosters.queries.lists import list_rows
from portal.rosters.workbooks import AT_MOST, list_workbook, read_list
from tests.ballots.papers import refused
from tests.factories import ResidentFactory
from tests.permissions.cases import client_of
from tests.rosters.clock import NOW, STARTS
from tests.rosters.kinds import SECRET, make_keeper, make_roster, neighbours

pytestmark = pytest.mark.django_db


def workbook(*rows) -> bytes:
    book_, output = Workbook(), io.BytesIO()
    sheet = book_.active
    sheet.append(["编号", "称呼", "尾号", "人数", "状态", "到场"])
    for row in rows:
        sheet.append(row)
    book_.save(output)
    return output.getvalue()


def test_the_workbook_names_everybody_and_takes_nothing_for_a_formula():
    roster = make_roster(3)
    person = ResidentFactory(alias="=1+1", user__phone="+8613912345678").user
    first = book(code=roster.code, actor=person, now=NOW)
    keeper = make_keeper(roster)
    enter_booking(code=roster.code, actor=keeper, now=NOW, channel=Channel.PHONE, guest_name="赵奶奶")
    tick(code=roster.code, came=[first.code], missed=[], actor=keeper, now=STARTS)
    page = load_workbook(io.BytesIO(list_workbook(list_rows(roster)))).worksheets[0]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    assert rows[0][:4] == [first.code, "=1+1", "5678", 1]
    assert page["B2"].data_type == "s"
    assert [row[5] for row in rows] == [1, None]
    assert rows[1][1] == "赵奶奶"


def test_a_returned_workbook_says_who_came():
    content = workbook(
        ["a", "甲", "", 1, "", 1],
        ["b", "乙", "", 1, "", "否"],
        ["c", "丙", "", 1, "", None],
        [None, "<i>路过</i>", "", 2, "", "√"],
        [None, "又一位", "", None, "", "到"],
        [None, "没来", "", 1, "", 0],
    )
    assert read_list(content) == Listed(["a"], ["b"], [("路过", 2), ("又一位", 1)])


def test_a_workbook_that_cannot_be_read_names_its_cells():
    with pytest.raises(Invalid) as found:
        read_list(workbook(["a", "", "", 1, "", "也许"], [None, "", "", 1, "", 1], [None, "甲", "", "许多", "", 1]))
    assert set(found.value.fields) == {"F2", "B3", "D4"}
    with refused(Invalid, "not an Excel workbook"):
        read_list(b"nothing")
    with refused(Invalid, "too large"):
        read_list(b"x" * (AT_MOST + 1))


def test_the_list_is_printed_with_who_has_a_seat(client):
    roster = make_roster(1, guardian_under=14)
    people = neighbours(2)
    for person in people:
        book(code=roster.code, actor=person, now=NOW)
    Booking.objects.filter(user=people[0]).update(guardian=people[1])
    keeper = client_of(make_keeper(roster))
    for name in ("list.pdf", "list.xlsx"):
        answer = keeper.get(f"/rosters/{roster.code}/{name}")
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")


def test_the_printed_list_on_a_machine_without_the_library(monkeypatch):
    monkeypatch.setattr("portal.core.printing._weasyprint", lambda: None)
    roster = make_roster(1, guardian_under=14)
    people = neighbours(2)
    for person in people:
        book(code=roster.code, actor=person, now=NOW)
    Booking.objects.filter(user=people[0]).update(guardian=people[1])
    page = client_of(make_keeper(roster)).get(f"/rosters/{roster.code}/list.pdf").content.decode()
    assert people[0].resident.alias in page
    assert page.count("<tr>") == 1 + 1 + 5


def test_a_calendar_is_written_as_programs_read_it():
    here = ZoneInfo("Asia/Shanghai")
    event = Event(
        uid="x@linli",
        title="急救课,第一讲;" + "很长的题目" * 10,
        place="一楼\n活动室",
        url="http://testserver/talks/x/",
        starts_at=datetime(2026, 11, 28, 10, tzinfo=here),
        ends_at=datetime(2026, 11, 28, 12, tzinfo=here),
    )
    text = calendar_file("我报名的", [event], NOW)
    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    whole = text.replace("\r\n ", "")
    assert "DTSTART:20261128T020000Z\r\nDTEND:20261128T040000Z" in whole
    assert r"SUMMARY:急救课\,第一讲\;" in whole
    assert r"LOCATION:一楼\n活动室" in whole


@pytest.mark.parametrize("rows", [1, 3])
def test_a_secret_address_shows_the_seats_of_one_person(client, rows, django_assert_num_queries):
    [person, other] = neighbours(2)
    for _row in range(rows):
        roster = make_roster(1, overlap_allowed=True)
        book(code=roster.code, actor=person, now=NOW)
        book(code=roster.code, actor=other, now=NOW)
    address = calendar_address(actor=person, now=NOW)
    assert calendar_address(actor=person, now=NOW).secret == address.secret
    assert str(address) == str(person.pk)
    with django_assert_num_queries(2):
        answer = client.get(f"/calendar/mine/{address.secret}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer.content.decode().count("BEGIN:VEVENT") == rows
    assert "http://testserver/talks/" in answer.content.decode().replace("\r\n ", "")
    fresh = calendar_address(actor=person, now=NOW, renew=True)
    assert client.get(f"/calendar/mine/{address.secret}.ics").status_code == 404
    assert client.get(f"/calendar/mine/{fresh.secret}.ics").status_code == 200
    theirs = calendar_address(actor=other, now=NOW)
    assert b"VEVENT" not in client.get(f"/calendar/mine/{theirs.secret}.ics").content


@pytest.mark.parametrize("rows", [1, 3])
def test_a_rooms_calendar_shows_what_the_viewer_may_see(client, rows, django_assert_num_queries):
    home = make_roster().community
    for _row in range(rows - 1):
        make_roster(community=home)
    make_roster(community=home, place=SECRET)
    off = make_roster(community=home)
    Roster.objects.filter(pk=off.pk).update(called_off_at=NOW, called_off_because="暴雨")
    with django_assert_num_queries(1):
        text = client.get(f"/calendar/tests.talk/{home.slug}.ics").content.decode()
    assert text.count("BEGIN:VEVENT") == rows + 1
    assert text.count("STATUS:CANCELLED") == 1
    assert client.get(f"/calendar/nothing/{home.slug}.ics").status_code == 404
