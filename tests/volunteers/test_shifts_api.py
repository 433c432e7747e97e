"""Shifts for the mini-program: the week with the caller's place, and the leader's evening."""

import json

import pytest

from portal.accounts.models import User
from portal.rosters.enums import BookingState
from tests.permissions.cases import client_of
from tests.volunteers.clock import AFTER, DAY, ENDS, EVENING, NOW, STARTS
from tests.volunteers.patrols import (
    join,
    led_shift,
    make_checkpoint,
    make_post,
    make_route,
    make_shift,
    make_staff,
    roster_of,
    running_shift,
    volunteer,
)
from volunteers.models import Post

pytestmark = pytest.mark.django_db
ANONYMOUS = type("Anonymous", (), {"is_authenticated": False})()


def ask(person, path: str, status: int = 200, method: str = "get", **sent):
    client = client_of(User.objects.get(pk=person.pk) if person.is_authenticated else person)
    if method == "get":
        answer = client.get(f"/api/v1{path}", sent)
    else:
        answer = getattr(client, method)(f"/api/v1{path}", json.dumps(sent, default=str), "application/json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def test_the_week_says_what_each_may_take():
    shift = make_shift()
    community = shift.roster.community
    make_shift(make_route(community, title="梅欣东西区"), starts_at=STARTS + 7 * DAY, ends_at=ENDS + 7 * DAY)
    person = volunteer(community=community)
    told = ask(person, "/shifts")
    assert told["monday"] == "2026-11-23"
    [row] = told["items"]
    assert (row["code"], row["title"], row["phase"]) == (shift.code, "翠竹园环线", "coming")
    assert row["seats"] == {"all": 4, "taken": 0, "left": 4, "kept": 0, "waiting": 0}
    assert row["below_minimum"]
    assert row["joinable"]
    assert not row["has_leader"]
    assert ask(ANONYMOUS, "/shifts")["items"][0]["obstacle"]["code"] == "sign_in"
    assert [each["title"] for each in ask(person, "/shifts", monday="2026-12-02")["items"]] == ["梅欣东西区"]
    assert ask(person, "/shifts", community="nowhere")["items"] == []
    ask(person, "/shifts", status=422, monday="next week")
    join(shift, person)
    [row] = ask(person, "/shifts", mine=True)["items"]
    assert row["mine"] == {"state": "booked", "state_text": "已报名", "position": 0, "can_cancel": True}
    assert ask(person, "/shifts", joinable=True)["items"] == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_week_asks_the_same_for_one_and_three(rows, django_assert_num_queries):
    post = make_post()
    for number in range(rows):
        make_shift(make_route(post=post, title=f"路线{number}"))
    client = client_of(volunteer(post))
    with django_assert_num_queries(10):
        assert len(client.get("/api/v1/shifts").json()["items"]) == rows


def test_what_stands_against_joining():
    post = make_post()
    shift = make_shift(make_route(post=post))

    def obstacle(person) -> str | None:
        [row] = ask(person, "/shifts")["items"]
        return row["obstacle"] and row["obstacle"]["code"]

    member = volunteer(post)
    assert obstacle(member) is None
    assert obstacle(volunteer(community=post.community)) == "post"
    Post.objects.filter(pk=post.pk).update(risks_version=2)
    assert obstacle(member) == "risks"
    assert ask(member, f"/rosters/{shift.code}/booking", 403, "put")["fields"].keys() == {"risks"}


def test_the_leaders_evening(at):
    shift, leader = led_shift()
    person = volunteer(community=shift.roster.community, alias="小梅")
    point = make_checkpoint(shift.route)
    join(shift, person)
    at(EVENING)
    people = {each["name"]: each for each in ask(leader, f"/shifts/{shift.code}/people")["people"]}
    assert people["小梅"]["phone"] == person.phone
    assert people["小梅"]["beside"] == leader.resident.alias
    assert ask(person, f"/shifts/{shift.code}/start", 403, "post")["code"] == "forbidden"
    assert ask(leader, f"/shifts/{shift.code}/start", 409, "post")["code"] == "not_ready"
    ask(leader, f"/rosters/{shift.code}/list", 200, "put", came=[people["小梅"]["booking"]])
    at(STARTS)
    told = ask(leader, f"/shifts/{shift.code}/start", 200, "post")
    assert told["phase"] == "running"
    assert told["checkpoints"][0]["code"] == point.code
    address = f"https://linli.example/volunteers/checkpoints/{point.code}/"
    assert ask(person, f"/shifts/{shift.code}/scans", 200, "post", checkpoint=address)["name"] == "东门岗亭"
    at(AFTER)
    ask(leader, f"/shifts/{shift.code}/end", 200, "post", ended_at=ENDS.replace(tzinfo=None))
    ticked = ask(leader, f"/shifts/{shift.code}/confirm", 200, "post", came=[people["小梅"]["booking"]])
    assert ticked["came"] == [people["小梅"]["booking"]]
    assert ask(leader, f"/shifts/{shift.code}/people", 403)["code"] == "forbidden"
    assert ask(leader, f"/rosters/{shift.code}/list", 403)["code"] == "forbidden"
    assert ask(make_staff(shift.roster.community), f"/shifts/{shift.code}/people")["people"]
    assert roster_of(shift).bookings.get(user=person).state == BookingState.ATTENDED


def test_a_stranger_reads_no_names_and_no_codes():
    shift, leader, person = running_shift()
    make_checkpoint(shift.route)
    told = ask(ANONYMOUS, f"/shifts/{shift.code}")
    assert told["leader"] == ""
    assert told["checkpoints"][0]["code"] == ""
    assert ask(person, f"/shifts/{shift.code}")["leader"] == leader.resident.alias
    assert "无执法权，不盘查、不跟踪、不拍人像" in told["rules"][0]
    assert NOW < STARTS
