"""The page of a roster: what a person reads of their place, and what they can do about it without a script."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from portal.rosters.actions import ask_swap, book, call_off, cancel_booking
from portal.rosters.checkin_codes import code_at
from portal.rosters.enums import BookingState, Channel, SwapState
from portal.rosters.models import Swap
from tests.factories import HouseholdFactory, ResidentFactory
from tests.permissions.cases import client_of
from tests.rosters.clock import NOW, STARTS, TOO_LATE
from tests.rosters.kinds import make_keeper, make_roster, neighbours

pytestmark = pytest.mark.django_db


def page(person, roster, more: str = "") -> str:
    answer = client_of(person).get(f"/rosters/{roster.code}/{more}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def post(person, path: str, data=None, status: int = 302) -> str:
    answer = client_of(person).post(path, data or {})
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def state_of(roster, person) -> str:
    return roster.bookings.filter(user=person).order_by("id").last().state


def test_booking_waiting_cancelling_on_the_site():
    roster, people = make_roster(1), neighbours(2)
    base = f"/rosters/{roster.code}/"
    assert "登录后报名" in page(AnonymousUser(), roster)
    assert f'href="/talks/{roster.code}/"' in page(AnonymousUser(), roster)
    for person in people:
        post(person, base + "book/")
    assert "您排在第 1 位" in page(people[1], roster)
    assert "等候名额" in page(neighbours(1)[0], roster)
    assert "确定退出候补？" in page(people[1], roster, "cancel/")
    assert "要退出这个名额吗" in page(people[0], roster, "cancel/")
    post(people[0], base + "cancel/")
    assert [state_of(roster, person) for person in people] == ["cancelled", "booked"]
    assert client_of(people[0]).get(base + "cancel/").status_code == 302


def test_what_was_typed_is_kept_where_it_is_refused():
    roster, [person] = make_roster({Channel.ONLINE: 2, Channel.PHONE: 1}, party_max=4, guardian_under=14), neighbours(1)
    said = post(person, f"/rosters/{roster.code}/book/", {"size": 2, "children": 2}, status=422)
    assert "儿童须有成人同行" in said
    assert re.search(r'<option value="2" selected', said)
    assert "没有这么多名额" in post(person, f"/rosters/{roster.code}/book/", {"size": 4, "children": 0}, status=422)
    assert "另有 1 个留给" in page(person, roster)
    post(person, f"/rosters/{roster.code}/book/", {"size": 2, "children": 1})
    assert "共 2 人" in page(person, roster)
    assert post(person, f"/rosters/{roster.code}/book/", {"size": "many"}, status=422)
    assert "几位是儿童" not in page(person, make_roster(party_max=4))


def test_a_child_names_an_adult_of_the_household():
    roster, door = make_roster(guardian_under=14), HouseholdFactory()
    child = ResidentFactory(born_on=date(2016, 1, 1), household=door).user
    adult = ResidentFactory(born_on=date(1980, 1, 1), household=door, alias="妈妈").user
    grandmother = ResidentFactory(household=door, alias="奶奶").user
    ResidentFactory(born_on=date(2012, 1, 1), household=door, alias="哥哥")
    text = page(child, roster)
    assert "妈妈" in text
    assert "哥哥" not in text
    assert grandmother.resident.alias not in text
    post(child, f"/rosters/{roster.code}/book/", {"guardian": adult.code})
    alone = ResidentFactory(born_on=date(2016, 1, 1)).user
    assert "还没有登记您家的成年人" in page(alone, roster)
    [flatmate] = neighbours(1)
    assert "成年人陪同？" not in page(flatmate, roster)
    post(alone, f"/rosters/{roster.code}/book/", status=422)


def test_an_offered_place_is_taken_on_the_site():
    roster, people = make_roster(1, offer_minutes=30), neighbours(2)
    for person in people:
        book(code=roster.code, actor=person, now=NOW)
    cancel_booking(code=roster.code, actor=people[0], now=NOW)
    assert "名额为您保留到" in page(people[1], roster)
    post(people[1], f"/rosters/{roster.code}/accept/")
    assert state_of(roster, people[1]) == BookingState.BOOKED


def test_handing_a_place_on_and_answering():
    roster, [giver, other] = make_roster(1), neighbours(2)
    path = f"/rosters/{roster.code}/hand-on/"
    book(code=roster.code, actor=giver, now=NOW)
    assert "让给邻居" in page(giver, roster, "hand-on/")
    assert client_of(other).get(path).status_code == 404
    for phone in ("12", "13999999999"):
        post(giver, path, {"phone": phone}, status=422)
    post(giver, path, {"phone": ""}, status=200)
    post(giver, path, {"phone": other.phone})
    assert other.resident.alias in page(giver, roster)
    assert giver.resident.alias in page(other, roster)
    swap = Swap.objects.get()
    post(giver, f"/swaps/{swap.code}/sell/", status=404)
    post(other, f"/swaps/{swap.code}/decline/")
    again = ask_swap(code=roster.code, to=other, actor=giver, now=NOW)
    post(giver, f"/swaps/{again.code}/withdraw/")
    third = ask_swap(code=roster.code, to=other, actor=giver, now=NOW)
    post(other, f"/swaps/{third.code}/accept/")
    assert [each.state for each in Swap.objects.order_by("pk")] == [
        SwapState.DECLINED,
        SwapState.WITHDRAWN,
        SwapState.ACCEPTED,
    ]
    assert state_of(roster, other) == BookingState.BOOKED


def test_the_code_at_the_door_leads_to_a_button(monkeypatch):
    roster, [person] = make_roster(1), neighbours(1)
    book(code=roster.code, actor=person, now=NOW)
    monkeypatch.setattr("portal.core.clock.now", lambda: STARTS)
    shown = code_at(roster.code, STARTS)
    assert f'value="{shown}"' in page(person, roster, f"?shown={shown}")
    post(person, f"/rosters/{roster.code}/sign-in/", {"shown": "old"}, status=409)
    post(person, f"/rosters/{roster.code}/sign-in/", {"shown": shown})
    assert "已到场" in page(person, roster)


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"min_age": 16, "max_age": 69}, "16 至 69 岁"),
        ({"min_age": 60}, "60 岁以上"),
        ({"max_age": 12}, "12 岁以下"),
        ({"needs": ["training"]}, "培训"),
        ({"opens_at": STARTS - (STARTS - NOW) / 2}, "开始报名"),
    ],
)
def test_what_is_asked_for_is_said_before_anybody_books(terms, words):
    assert words in page(neighbours(1)[0], make_roster(**terms))


def test_what_is_off_or_late_says_so(monkeypatch):
    roster, [person] = make_roster(1), neighbours(1)
    keeper = make_keeper(roster)
    book(code=roster.code, actor=person, now=NOW)
    assert "打印名单" in page(keeper, roster)
    monkeypatch.setattr("portal.core.clock.now", lambda: TOO_LATE)
    assert "已过取消时间" in page(person, roster)
    monkeypatch.setattr("portal.core.clock.now", lambda: STARTS)
    assert "报名已截止" in page(neighbours(1)[0], roster)
    call_off(code=roster.code, reason="台风红色预警", actor=keeper, now=NOW)
    assert "台风红色预警" in page(person, roster)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_however_many_wait(rows, django_assert_num_queries):
    roster, people = make_roster(1), neighbours(rows + 1)
    for person in people:
        book(code=roster.code, actor=person, now=NOW)
    client = client_of(people[-1])
    client.get(f"/rosters/{roster.code}/")
    with django_assert_num_queries(8):
        client.get(f"/rosters/{roster.code}/")
