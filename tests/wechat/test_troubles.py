"""What is remembered of WeChat's troubles, and what people are told while it is slow."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.cache.backends.base import BaseCache

from portal.core import clock
from portal.core.courtesy import Courtesy
from portal.core.delays import Place, delayed_at
from tests.factories import AppointmentFactory, ContestFactory, PhaseFactory, ProposalFactory, ResidentFactory
from wechat.gateway import metrics, sessions, tokens, troubles
from wechat.gateway.errors import Refused, Unavailable
from wechat.health.meanings import CALLS, meaning
from wechat.standin.faults import Fault

pytestmark = pytest.mark.django_db(transaction=True)
LOGIN = "/sns/jscode2session"


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    cache.clear()
    monkeypatch.setattr(troubles, "_cache", Courtesy("the cache"))


def sign_in(standin, fault=None):
    if fault:
        standin.faults.plan(fault)
    try:
        return sessions.session_for(standin.js_code("小王"))
    except (Refused, Unavailable) as trouble:
        return trouble


def test_last_error_of_a_call_is_remembered_and_success_does_not_hide_it(standin):
    assert troubles.last() == {}
    sign_in(standin, Fault(LOGIN, code=40226))
    sign_in(standin)
    found = troubles.last()["jscode2session"]
    assert (found.call, found.code) == ("jscode2session", 40226)
    assert found.detail.startswith("code blocked")
    assert clock.now() - found.at < timedelta(minutes=1)


@pytest.mark.parametrize("fault", [Fault(LOGIN, code=-1), Fault(LOGIN, html=True), Fault(LOGIN, status=502),
                                   Fault(LOGIN, code=45011), Fault(LOGIN, drop=True)])  # fmt: skip
def test_call_that_does_not_come_through_is_away_until_it_does(standin, fault):
    sign_in(standin, fault)
    assert list(troubles.away()) == ["jscode2session"]
    assert list(troubles.away("jscode2session", "menu_create")) == ["jscode2session"]
    assert troubles.away("menu_create") == {}
    sign_in(standin)
    assert troubles.away() == {}


def test_call_that_is_refused_did_come_through(standin):
    sign_in(standin, Fault(LOGIN, html=True))
    sign_in(standin, Fault(LOGIN, code=40226))
    assert troubles.away() == {}


def test_nothing_is_remembered_while_the_cache_is_away(standin, monkeypatch):
    def broken(*arguments, **options):
        raise ConnectionError

    sign_in(standin, Fault(LOGIN, html=True))
    for name in ("get_many", "set", "delete"):
        monkeypatch.setattr(type(cache._connections["default"]), name, broken)
    assert sign_in(standin).openid
    monkeypatch.setattr(troubles, "_cache", Courtesy("the cache"))
    assert troubles.away() == troubles.last() == {}
    assert isinstance(cache._connections["default"], BaseCache)


def test_every_call_that_is_counted_can_be_remembered_and_named(standin):
    assert set(CALLS) == set(troubles.CALLS)
    sign_in(standin)
    tokens.access_token("oa")
    assert {call for call, _code in metrics.counts()} <= set(troubles.CALLS)


def test_unknown_code_is_shown_by_its_number():
    assert "12345" in meaning(12345)
    assert meaning(40164) != meaning(40125)


# What people are told


def test_nobody_is_told_anything_while_wechat_answers(standin):
    sign_in(standin)
    assert [delayed_at(place) for place in Place] == [[], [], []]


@pytest.mark.parametrize(
    ("call", "places"),
    [
        ("msg_sec_check", {Place.WRITING, Place.STAFF}),
        ("jscode2session", {Place.SIGN_IN, Place.STAFF}),
        ("stable_token", {Place.WRITING, Place.SIGN_IN, Place.STAFF}),
        ("subscribe_send", {Place.STAFF}),
    ],
)
def test_people_are_told_where_it_matters(call, places):
    troubles.note(call, -1)
    assert {place for place in Place if delayed_at(place)} == places


def browser(client, user):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_whoever_writes_is_told_that_nothing_is_lost(client):
    contest = ContestFactory()
    PhaseFactory(contest=contest)
    author = ResidentFactory().user
    draft = ProposalFactory(contest=contest, author=author, state="draft")
    path = f"/proposals/write/{draft.code}/what/"
    browser(client, author)
    assert "您写的都在" not in client.get(path).content.decode()
    troubles.note("msg_sec_check", -1)
    assert "微信那边有点慢，您写的都在，稍后会自动处理" in client.get(path).content.decode()


def test_whoever_signs_in_is_told_of_the_other_way(client):
    assert "微信那边有点慢" not in client.get("/accounts/login/").content.decode()
    troubles.note("jscode2session", -1)
    assert "微信那边有点慢" in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize("path", ["/admin/", "/admin/inbox/"])
def test_staff_are_told_what_is_late(client, path):
    browser(client, AppointmentFactory().user)
    assert "微信那边没有回音" not in client.get(path).content.decode()
    troubles.note("subscribe_send", -1)
    assert "微信那边没有回音" in client.get(path).content.decode()
