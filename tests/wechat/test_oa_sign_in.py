"""Signing in on pages inside WeChat: silently first, opened only when agreed, the state checked."""

import urllib.error
import urllib.request
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from portal.accounts.models import User
from tests.factories import UserFactory
from tests.wechat.signing import MiniProgram, give_second_factor
from wechat.models import WeChatIdentity
from wechat.standin.faults import Fault

pytestmark = pytest.mark.django_db(transaction=True)
INSIDE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) MicroMessenger/8.0.50 Language/zh_CN"
EXCHANGE, PROFILE = "/sns/oauth2/access_token", "/sns/userinfo"


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


def follow(address):
    """Where WeChat's page sends the visitor."""
    try:
        urllib.request.build_opener(_Stay).open(address)
    except urllib.error.HTTPError as error:
        with error:
            return error.headers["Location"]
    raise AssertionError("WeChat stays on its own page")


def go(client, **query):
    """There: to WeChat; and the path and query with which it sends the visitor back."""
    away = client.get(f"/wechat/oa/?{urlencode(query)}", HTTP_USER_AGENT=INSIDE)
    assert away.status_code == 302
    back = urlsplit(follow(away["Location"]))
    return f"{back.path}?{back.query}"


def sign_in(client, **query):
    return client.get(go(client, **query), HTTP_USER_AGENT=INSIDE)


def signed_in(client):
    return client.get("/api/v1/me").status_code == 200


def test_the_address_has_wechats_form(standin, client):
    away = client.get("/wechat/oa/?next=/me/", HTTP_USER_AGENT=INSIDE)["Location"]
    assert away.startswith(f"{standin.address}/connect/oauth2/authorize?appid=")
    assert away.endswith("#wechat_redirect")
    query = parse_qs(urlsplit(away).query)
    assert query["scope"] == ["snsapi_base"]
    assert query["redirect_uri"] == ["http://testserver/wechat/oa/back/"]


def test_who_is_known_is_signed_in_silently_and_goes_on(standin, client):
    sign_in(client, agreed="1", next="/coming/")
    client.logout()
    answer = sign_in(client, next="/coming/")
    assert answer["Location"].endswith("/coming/") or "next=%2Fcoming%2F" in answer["Location"]
    assert signed_in(client)
    assert User.objects.count() == 1


def test_nobody_gets_an_account_silently(standin, client):
    answer = sign_in(client, next="/coming/")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "您是第一次来" in page
    assert "agreed=1&amp;next=%2Fcoming%2F" in page or "agreed=1&amp;next=/coming/" in page
    assert not User.objects.exists()
    assert not signed_in(client)


def test_who_agrees_gets_an_account(standin, client):
    answer = sign_in(client, agreed="1", next="/coming/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/me/welcome/?next=")
    assert signed_in(client)
    assert WeChatIdentity.objects.get().openid == standin.person(standin.holder).openid("oa")


def test_the_mini_programs_person_is_the_same_here(standin, client):
    phone = MiniProgram()
    phone.sign_in(standin.js_code(standin.holder))
    sign_in(client)
    assert client.get("/api/v1/me").json()["code"] == phone.me()["code"]
    assert WeChatIdentity.objects.count() == 2


def test_a_unionid_that_only_the_profile_tells_links_as_well(standin, client, monkeypatch):
    phone = MiniProgram()
    phone.sign_in(standin.js_code(standin.holder))
    standin.hides_unionid = True
    sign_in(client, agreed="1")
    assert client.get("/api/v1/me").json()["code"] == phone.me()["code"]
    assert standin.counts()[PROFILE] == 1


def test_without_an_open_platform_account_they_are_two(standin, client):
    standin.open_platform = False
    MiniProgram().sign_in(standin.js_code(standin.holder))
    sign_in(client, agreed="1")
    assert User.objects.count() == 2


def test_a_second_factor_is_still_asked_for(standin, client):
    sign_in(client, agreed="1")
    give_second_factor(User.objects.get())
    client.logout()
    assert sign_in(client)["Location"].startswith("/accounts/2fa/authenticate/")
    assert not signed_in(client)


def test_a_preview_makes_nobody(standin, client):
    standin.in_preview = True
    answer = sign_in(client, agreed="1")
    assert answer.status_code == 409
    assert "使用完整服务" in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("state", ["", "made-up"])
def test_a_state_this_browser_did_not_make_is_refused_before_wechat_is_asked(standin, client, state):
    answer = client.get(
        f"/wechat/oa/back/?{urlencode({'code': standin.oauth_code('小王', 'snsapi_userinfo'), 'state': state})}"
    )
    assert answer.status_code == 400
    assert "请回登录页重新来一次" in answer.content.decode()
    assert standin.counts()[EXCHANGE] == 0


def test_another_browsers_answer_is_refused(standin, client, django_user_model):
    back = go(client, agreed="1")
    assert type(client)().get(back).status_code == 400
    assert client.get(back).status_code == 302


def test_an_answer_works_once(standin, client):
    back = go(client, agreed="1")
    client.get(back)
    client.logout()
    assert client.get(back).status_code == 400
    assert standin.counts()[EXCHANGE] == 1


@pytest.mark.parametrize(("code", "status"), [(-1, 503), (40029, 422), (40163, 422), (45011, 429), (40125, 503)])
def test_every_error_is_told_and_asked_about_once(standin, client, code, status):
    back = go(client, agreed="1")
    standin.faults.plan(Fault(EXCHANGE, 3, code=code))
    assert client.get(back).status_code == status
    assert standin.counts()[EXCHANGE] == 1
    assert not User.objects.exists()


def test_who_says_no_to_wechat_comes_back_without_a_code(standin, client):
    state = parse_qs(urlsplit(go(client)).query)["state"][0]
    assert client.get(f"/wechat/oa/back/?state={state}").status_code == 422


def test_a_next_page_elsewhere_is_forgotten(standin, client):
    assert "evil" not in sign_in(client, agreed="1", next="https://evil.example/")["Location"]


def test_who_is_signed_in_already_goes_on(standin, client):
    client.force_login(UserFactory())
    assert client.get("/wechat/oa/?next=/coming/")["Location"] == "/coming/"
    assert client.get("/wechat/oa/")["Location"] == "/me/"


def test_the_sign_in_page_offers_it_inside_wechat_only(standin, client):
    inside = client.get("/accounts/login/?next=/coming/", HTTP_USER_AGENT=INSIDE).content.decode()
    outside = client.get("/accounts/login/?next=/coming/").content.decode()
    assert "/wechat/oa/?next=%2Fcoming%2F" in inside or "/wechat/oa/?next=/coming/" in inside
    assert "/wechat/scan/" not in inside
    assert "/wechat/oa/" not in outside
    assert "/wechat/scan/" in outside


def test_what_is_not_configured_is_not_offered_and_not_there(client):
    for agent in (INSIDE, "Mozilla/5.0"):
        page = client.get("/accounts/login/", HTTP_USER_AGENT=agent).content.decode()
        assert "/wechat/" not in page
    assert client.get("/wechat/oa/").status_code == client.get("/wechat/oa/back/").status_code == 404
    assert client.post("/wechat/scan/").status_code == 404
