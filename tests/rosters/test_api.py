"""The API of rosters, as the mini-program and a leader's telephone use it."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.accounts.tokens import issue_token
from portal.rosters.actions import book, cancel_booking, tick
from portal.rosters.checkin_codes import code_at
from portal.rosters.models import Booking
from tests.factories import HouseholdFactory, ResidentFactory
from tests.permissions.cases import client_of
from tests.rosters.clock import DAY, ENDS, NOW, STARTS
from tests.rosters.kinds import SECRET, make_keeper, make_roster, neighbours
from tests.rosters.test_files import workbook

pytestmark = pytest.mark.django_db


def ask(person, method, path, data=None, **more):
    client = client_of(person)
    call = getattr(client, method)
    answer = call(f"/api/v1{path}", *([] if data is None else [json.dumps(data)]), content_type="application/json")
    assert answer.status_code == more.get("status", 200), answer.content.decode()
    return answer.json()


def at(monkeypatch, moment):
    monkeypatch.setattr("portal.core.clock.now", lambda: moment)


def test_booking_waiting_and_giving_back():
    roster, people = make_roster(1), neighbours(3)
    path = f"/rosters/{roster.code}"
    assert ask(people[0], "put", f"{path}/booking", {})["state"] == "booked"
    assert ask(people[1], "put", f"{path}/booking", {})["position"] == 1
    waits = ask(people[2], "put", f"{path}/booking", {"size": 1})
    assert (waits["position"], waits["state_text"], waits["can_cancel"]) == (2, "候补中", True)
    shown = ask(people[2], "get", path)
    assert shown["seats"] == {"all": 1, "taken": 1, "left": 0, "kept": 0, "waiting": 2}
    assert (shown["mine"]["position"], shown["window"], shown["keeps"]) == (2, "open", False)
    for _time in range(2):
        assert ask(people[0], "delete", f"{path}/booking")["state"] == "cancelled"
    assert ask(people[2], "get", path)["mine"]["position"] == 1


def test_a_refusal_has_the_standard_form():
    roster, [person] = make_roster(1, has_waitlist=False, min_age=16), neighbours(1)
    answer = ask(person, "put", f"/rosters/{roster.code}/booking", {}, status=403)
    assert (answer["code"], list(answer["fields"])) == ("not_fit", ["age"])
    assert ask(person, "put", f"/rosters/{roster.code}/booking", {"size": 0}, status=422)["code"] == "invalid"
    assert ask(person, "delete", f"/rosters/{roster.code}/booking", status=404)["code"] == "not_found"


def test_the_same_request_sent_twice_is_answered_the_same():
    roster, [person] = make_roster(1), neighbours(1)
    client = client_of(person)
    send = {"content_type": "application/json", "HTTP_IDEMPOTENCY_KEY": "tap-1"}
    answers = [client.put(f"/api/v1/rosters/{roster.code}/booking", "{}", **send) for _time in range(2)]
    assert answers[0].json() == answers[1].json()
    assert answers[1]["Idempotency-Replayed"] == "true"
    assert roster.bookings.count() == 1


def test_a_child_comes_with_an_adult_of_the_household():
    roster, door = make_roster(guardian_under=14), HouseholdFactory()
    child = ResidentFactory(born_on=NOW.date().replace(year=2016), household=door).user
    adult = ResidentFactory(born_on=NOW.date().replace(year=1980), household=door).user
    path = f"/rosters/{roster.code}/booking"
    assert ask(child, "put", path, {"guardian": "nobody"}, status=422)["fields"].keys() == {"guardian"}
    assert ask(child, "put", path, {"guardian": adult.code})["state"] == "booked"


def test_the_offered_place_is_taken():
    roster, people = make_roster(1, offer_minutes=30), neighbours(2)
    for person in people:
        book(code=roster.code, actor=person, now=NOW)
    cancel_booking(code=roster.code, actor=people[0], now=NOW)
    assert ask(people[1], "get", f"/rosters/{roster.code}")["mine"]["offered_until"] is not None
    assert ask(people[1], "post", f"/rosters/{roster.code}/booking/accept")["state"] == "booked"


def test_handing_a_place_on_by_the_neighbours_number():
    roster, people = make_roster(1), neighbours(3)
    book(code=roster.code, actor=people[0], now=NOW)
    path = f"/rosters/{roster.code}/swaps"
    assert ask(people[0], "post", path, {"phone": "139 9999 9999"}, status=422)["fields"].keys() == {"to"}
    assert ask(people[0], "post", path, {"phone": "12"}, status=422)["fields"].keys() == {"phone"}
    swap = ask(people[0], "post", path, {"phone": people[1].phone})
    [asked] = ask(people[1], "get", "/me/bookings")["asked"]
    assert (asked["code"], asked["giver"]) == (swap["code"], people[0].resident.alias)
    assert ask(people[1], "post", f"/swaps/{swap['code']}/decline")["state"] == "declined"
    swap = ask(people[0], "post", path, {"phone": people[1].phone})
    assert ask(people[0], "delete", f"/swaps/{swap['code']}")["state"] == "withdrawn"
    swap = ask(people[0], "post", path, {"phone": people[2].phone})
    assert ask(people[2], "post", f"/swaps/{swap['code']}/accept")["state"] == "booked"


@pytest.mark.parametrize("rows", [1, 3])
def test_my_bookings_tell_also_where_i_did_not_come(rows, monkeypatch, django_assert_num_queries):
    [person] = neighbours(1)
    for _row in range(rows):
        missed = make_roster(overlap_allowed=True)
        booking = book(code=missed.code, actor=person, now=NOW)
        tick(code=missed.code, came=[], missed=[booking.code], actor=make_keeper(missed), now=STARTS)
        later = make_roster(overlap_allowed=True, starts_at=ENDS + DAY, ends_at=ENDS + 2 * DAY, closes_at=ENDS)
        book(code=later.code, actor=person, now=NOW)
    at(monkeypatch, ENDS)
    client = client_of(person)
    client.get("/api/v1/me/bookings")
    with django_assert_num_queries(4):
        told = client.get("/api/v1/me/bookings").json()
    assert [each["state"] for each in told["behind"]] == ["no_show"] * rows
    assert len(told["ahead"]) == rows
    items = client.get("/api/v1/me/items").json()
    assert sum(item["title"] == "急救课" for item in items["items"]) == rows


def test_the_calendars_address_is_given_and_renewed():
    [person] = neighbours(1)
    first = ask(person, "post", "/me/calendar", {})["url"]
    assert first.startswith("http://testserver/calendar/mine/")
    assert ask(person, "post", "/me/calendar", {})["url"] == first
    assert ask(person, "post", "/me/calendar", {"renew": True})["url"] != first


def test_signing_in_at_the_door(monkeypatch):
    roster, [person] = make_roster(1), neighbours(1)
    keeper = make_keeper(roster)
    book(code=roster.code, actor=person, now=NOW)
    at(monkeypatch, STARTS)
    door = ask(keeper, "get", f"/rosters/{roster.code}/checkin")
    assert (door["shown"], door["seconds_left"]) == (code_at(roster.code, STARTS), 30)
    assert door["text"] == f"http://testserver/rosters/{roster.code}/?shown={door['shown']}"
    path = f"/rosters/{roster.code}/checkin"
    assert ask(person, "post", path, {"shown": "0"}, status=409)["code"] == "stale_code"
    for _time in range(2):
        assert ask(person, "post", path, {"shown": door["shown"]})["state"] == "attended"


def test_the_list_is_kept_on_the_leaders_telephone(monkeypatch):
    roster, people = make_roster(6), neighbours(3)
    keeper, path = make_keeper(roster), f"/rosters/{roster.code}/list"
    entered = ask(keeper, "post", path, {"how": "phone", "phone": people[0].phone})
    assert (entered["name"], entered["number_end"]) == (people[0].resident.alias, people[0].phone[-4:])
    guest = ask(keeper, "post", path, {"how": "group", "name": "三中团队", "phone": "13800001234", "size": 2})
    assert (guest["number_end"], guest["size"]) == ("1234", 2)
    gone = ask(keeper, "delete", f"{path}/{guest['code']}?reason=来电说来不了")
    assert gone["state"] == "cancelled"
    booked = book(code=roster.code, actor=people[1], now=NOW)
    at(monkeypatch, STARTS)
    assert ask(keeper, "post", path, {"how": "walk_in", "name": "老李"})["state"] == "attended"
    ticked = ask(keeper, "put", path, {"came": [booked.code], "missed": [entered["code"]]})
    assert ticked == {"came": [booked.code], "missed": [entered["code"]], "own": []}
    lines = ask(keeper, "get", path)["lines"]
    assert [line["state"] for line in lines] == ["no_show", "attended", "attended"]
    assert ask(people[2], "get", path, status=403)["code"] == "forbidden"
    at(monkeypatch, ENDS)
    sent = SimpleUploadedFile("list.xlsx", workbook([entered["code"], "", "", 1, "", 1], [None, "老赵", "", 1, "", 1]))
    answer = client_of(keeper).post(f"/api/v1/rosters/{roster.code}/workbook", {"file": sent})
    assert len(answer.json()["came"]) == 2
    assert ask(keeper, "post", f"/rosters/{roster.code}/close")["closed_at"].startswith("2026-11-28")


def test_what_nobody_may_see_is_not_there():
    roster = make_roster(place=SECRET)
    assert ask(neighbours(1)[0], "get", f"/rosters/{roster.code}", status=404)["code"] == "not_found"


def test_a_telephone_with_a_token_books_and_keeps_the_list_too():
    roster, [person] = make_roster(2), neighbours(1)
    path = f"/api/v1/rosters/{roster.code}"
    for who, method, address, data in (
        (person, "put", "booking", {}),
        (make_keeper(roster), "post", "list", {"how": "phone", "name": "赵奶奶"}),
    ):
        header = {"HTTP_AUTHORIZATION": f"Bearer {issue_token(who).text}"}
        send = getattr(Client(), method)
        answer = send(f"{path}/{address}", json.dumps(data), content_type="application/json", **header)
        assert answer.json()["state"] == "booked", answer.content.decode()
    assert roster.bookings.filter(made_by__isnull=False).count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_long(rows, django_assert_num_queries):
    roster = make_roster(1)
    for person in neighbours(rows):
        book(code=roster.code, actor=person, now=NOW)
    client = client_of(make_keeper(roster))
    client.get(f"/api/v1/rosters/{roster.code}/list")
    with django_assert_num_queries(6):
        client.get(f"/api/v1/rosters/{roster.code}/list")
    with django_assert_num_queries(9):
        client.get(f"/api/v1/rosters/{roster.code}")
    assert Booking.objects.count() == rows


def test_a_roster_says_what_the_caller_may_do_now():
    roster, people = make_roster(2, party_max=4), neighbours(3)
    path = f"/rosters/{roster.code}"
    fresh = ask(people[0], "get", path)
    assert (fresh["can_book"], fresh["can_hand_on"], fresh["party_most"], fresh["guardians"]) == (True, False, 4, None)
    ask(people[0], "put", f"{path}/booking", {})
    held = ask(people[0], "get", path)
    assert (held["can_book"], held["can_hand_on"], held["handed_to"]) == (False, True, None)
    swap = ask(people[0], "post", f"{path}/swaps", {"phone": people[1].phone})
    asked = ask(people[0], "get", path)
    assert asked["handed_to"] == {"code": swap["code"], "name": people[1].resident.alias}
    assert not asked["can_hand_on"]
    assert ask(people[1], "get", path)["handed_by"] == {"code": swap["code"], "name": people[0].resident.alias}
    assert ask(people[2], "get", path)["handed_by"] is None
    ask(people[2], "put", f"{path}/booking", {})
    assert not ask(people[2], "get", path)["can_book"]


def test_a_roster_names_the_adults_a_child_may_come_with():
    roster, door = make_roster(guardian_under=14, party_max=3, needs=["training"]), HouseholdFactory()
    child = ResidentFactory(born_on=NOW.date().replace(year=2016), household=door).user
    adult = ResidentFactory(born_on=NOW.date().replace(year=1980), household=door)
    shown = ask(child, "get", f"/rosters/{roster.code}")
    assert shown["guardians"] == [{"code": adult.user.code, "name": adult.alias}]
    assert shown["party_most"] == 1
