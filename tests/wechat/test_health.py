"""The district's screen: what is set up and never a secret, a test for each thing, counts, errors, domains."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.accounts.enums import Role
from portal.core import clock
from tests.factories import AppointmentFactory, ResidentFactory
from wechat.codes.scenes import PAGE
from wechat.gateway import messages, sessions
from wechat.gateway.envelope import open_push, seal_push
from wechat.gateway.errors import BadPush, Refused
from wechat.health import echo, views
from wechat.health.checks import CHECKS
from wechat.health.overview import call_lines, counted_since_start, is_stand_in, needed_domains
from wechat.models import PushSeen, SubscribeTemplate
from wechat.standin.faults import Fault

pytestmark = pytest.mark.django_db(transaction=True)
ASKING = ("mp-token", "mp-code", "oa-token", "oa-ticket")


@pytest.fixture(autouse=True)
def fresh():
    cache.clear()


@pytest.fixture
def district(client):
    admin = AppointmentFactory(role=Role.DISTRICT_ADMIN, community=None).user
    client.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(answer) -> str:
    return answer.content.decode()


def run_check(client, name):
    """(good, words) of one test on the screen."""
    answer = client.post(reverse("wechat_check", args=[name]))
    assert answer.status_code == 200
    ((_name, _check, _ready, finding),) = [row for row in answer.context["checks"] if row[0] == name]
    assert finding.words in text_of(answer).replace("&#x27;", "'").replace("&amp;", "&").replace("&quot;", '"')
    return finding.good, finding.words


def test_screen_says_what_is_set_up_and_no_secret(standin, district, settings):
    page = text_of(district.get(reverse("wechat_health")))
    assert settings.WECHAT_MP_APP_ID in page
    assert settings.WECHAT_OA_APP_ID in page
    for name in ("MP_SECRET", "MP_PUSH_TOKEN", "MP_PUSH_KEY", "OA_SECRET", "OA_PUSH_TOKEN", "OA_PUSH_KEY"):
        assert getattr(settings, f"WECHAT_{name}") not in page
        assert f"WECHAT_{name}" in page


def test_screen_says_where_wechat_pushes_and_which_domains_it_needs(standin, district, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://linli.example"
    page = text_of(district.get(reverse("wechat_health")))
    for part in ("https://linli.example/wechat/push/mp/", "https://linli.example/wechat/push/oa/"):
        assert part in page
    assert {what for _where, what in needed_domains()} == {
        "https://linli.example",
        "wss://linli.example",
        "linli.example",
    }


def test_half_a_setup_is_told_from_none(district, settings):
    page = district.get(reverse("wechat_health"))
    assert [(setup.begun, setup.complete) for setup in page.context["setups"]] == [(False, False)] * 2
    settings.WECHAT_MP_APP_ID, settings.WECHAT_MP_SECRET = "wx1", "s"
    page = district.get(reverse("wechat_health"))
    assert [(setup.begun, setup.complete) for setup in page.context["setups"]] == [(True, False), (False, False)]


def test_without_anything_set_up_every_test_says_so(district):
    for name in CHECKS:
        assert run_check(district, name) == (False, "这里还没有配置。")


@pytest.mark.parametrize("name", ASKING)
def test_each_test_asks_wechat_and_finds_it_well(standin, district, name):
    good, _words = run_check(district, name)
    assert good
    assert sum(standin.counts().values()) >= 1


def test_token_is_asked_for_anew_though_one_is_held(standin, district):
    for times in (1, 2):
        run_check(district, "mp-token")
        assert standin.count("/cgi-bin/stable_token") == times
    assert len(standin.tokens) == 1


def test_wrong_secret_and_unknown_address_are_told_apart(standin, district, settings):
    settings.WECHAT_MP_SECRET = "wrong"
    good, wrong_secret = run_check(district, "mp-token")
    standin.address_allowed = False
    assert not good
    assert "40125" in wrong_secret
    assert "40164" in run_check(district, "oa-token")[1]


def test_code_test_says_that_the_page_is_not_published(standin, district):
    standin.faults.plan(Fault("/wxa/getwxacodeunlimit", code=41030))
    good, words = run_check(district, "mp-code")
    assert not good
    assert "41030" in words
    assert PAGE in run_check(district, "mp-code")[1]


@pytest.mark.parametrize("name", ASKING)
def test_no_test_fails_where_wechat_is_away(standin, district, name):
    standin.faults.plan(Fault("/", times=20, html=True))
    assert not run_check(district, name)[0]


def template(**changes):
    fields = {
        "template_id": "t" * 43,
        "title": "审核结果通知",
        "kinds": ["moderation.decided"],
        "fields": [["thing1", "审核有结果了"]],
        "page": "pages/notices/index?code={notice}",
        "changed_at": clock.now(),
    }
    return SubscribeTemplate.objects.create(**fields | changes)


def test_template_test_looks_at_every_field(standin, district):
    assert not run_check(district, "templates")[0]
    template()
    assert run_check(district, "templates")[0]
    template(title="投票提醒", template_id="u" * 43, fields=[["nonsense1", "x"]])
    good, words = run_check(district, "templates")
    assert not good
    assert words.startswith("投票提醒")
    assert standin.counts() == {}


# A push to ourselves


@pytest.mark.parametrize("app", ["mp", "oa"])
def test_push_to_ourselves_arrives_over_the_network(standin, district, settings, live_server, app):
    settings.WAGTAILADMIN_BASE_URL = live_server.url
    good, words = run_check(district, f"{app}-push")
    assert good, words
    assert PushSeen.objects.count() == 1


def test_push_without_encryption_is_told_from_one_with_it(standin, district, settings, live_server):
    settings.WAGTAILADMIN_BASE_URL = live_server.url
    sealed = run_check(district, "mp-push")
    settings.WECHAT_MP_PUSH_KEY = ""
    plain = run_check(district, "mp-push")
    assert sealed[0]
    assert plain[0]
    assert sealed != plain


def test_push_that_ends_up_elsewhere_is_found_out(standin, district, settings):
    settings.WAGTAILADMIN_BASE_URL = standin.address
    good, words = run_check(district, "mp-push")
    assert not good
    assert "404" in words


def test_push_that_is_refused_is_found_out(standin, district, settings, live_server, monkeypatch):
    settings.WAGTAILADMIN_BASE_URL = live_server.url
    made = seal_push("mp", "<xml></xml>", clock.now())
    monkeypatch.setattr(echo, "seal_push", lambda app, message, now: (made[0], made[1].replace("A", "B")))
    good, words = run_check(district, "mp-push")
    assert not good
    assert "403" in words


def test_address_that_nobody_answers_at_is_found_out(standin, district, settings):
    settings.WAGTAILADMIN_BASE_URL = "http://127.0.0.1:9"
    good, words = run_check(district, "mp-push")
    assert not good
    assert "http://127.0.0.1:9/wechat/push/mp/" in words


def test_sealed_push_opens_as_wechats_own(standin, settings):
    now = clock.now()
    query, body = seal_push("oa", "<xml><Event>x</Event></xml>", now)
    assert open_push("oa", query, body.encode(), now) == {"Event": "x"}
    settings.WECHAT_OA_PUSH_TOKEN = ""
    with pytest.raises(BadPush):
        seal_push("oa", "<xml></xml>", now)


# Counts and errors


def test_calls_and_errors_are_counted_and_explained(standin, district):
    sessions.session_for(standin.js_code("小王"))
    with pytest.raises(Refused):
        messages.send_subscribe(openid="nobody", template_id="t" * 43, page="x", data={})
    lines = {line.call: line for line in call_lines()}
    assert (lines["jscode2session"].good, lines["jscode2session"].bad) == (1, 0)
    assert lines["subscribe_send"].bad == 1
    page = text_of(district.get(reverse("wechat_health")))
    assert "subscribe_send" in page
    assert lines["subscribe_send"].meaning in page
    assert lines["jscode2session"].meaning == ""


def test_screen_says_whose_counts_these_are_and_who_answers(standin, settings):
    assert counted_since_start()
    assert is_stand_in()
    settings.WECHAT_HELD_IN, settings.WECHAT_API_URL = "redis", "https://api.weixin.qq.com"
    assert not counted_since_start()
    assert not is_stand_in()


# Who


@pytest.mark.parametrize("role", [None, Role.COMMUNITY_MODERATOR, Role.SUBDISTRICT_MANAGER])
def test_screen_is_for_the_district_alone(standin, client, role):
    resident = ResidentFactory()
    person = resident.user
    if role == Role.COMMUNITY_MODERATOR:
        person = AppointmentFactory(community=resident.community).user
    elif role:
        person = AppointmentFactory(role=role, community=None, subdistrict=resident.community.subdistrict).user
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    status = 404 if role else 302
    answers = [client.get(reverse("wechat_health")), client.post(reverse("wechat_check", args=["mp-token"]))]
    assert [answer.status_code for answer in answers] == [status, status] if role else True
    assert all("WECHAT_MP_SECRET" not in text_of(answer) for answer in answers)
    assert standin.counts() == {}


def test_unknown_test_is_not_there_and_tests_have_a_pace(standin, district, monkeypatch, still_clock):
    assert district.post(reverse("wechat_check", args=["nothing"])).status_code == 404
    monkeypatch.setattr(views, "CHECKS_PER_MINUTE", 1)
    run_check(district, "mp-token")
    assert district.post(reverse("wechat_check", args=["mp-token"])).status_code == 429
