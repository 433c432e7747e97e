"""Signing in from the mini-program, over HTTP, against the stand-in."""

import threading

import pytest
from django.conf import settings
from django.db import connection

from portal.accounts.actions import erase_person, sign_out_everywhere
from portal.accounts.consents import CURRENT
from portal.accounts.enums import ConsentKind
from portal.accounts.models import Consent, User
from portal.core import clock
from tests.factories import ResidentFactory, UserFactory
from tests.wechat.signing import TOKEN, MiniProgram, digits, give_second_factor
from wechat.gateway import metrics
from wechat.models import WeChatIdentity
from wechat.queries import identity_of
from wechat.standin.apps import DEMO_MP
from wechat.standin.faults import Fault

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "13912345678"
SESSION, PHONE = "/sns/jscode2session", "/wxa/business/getuserphonenumber"


@pytest.fixture
def phone():
    return MiniProgram()


def people():
    return User.objects.filter(username__startswith="w-").count()


def test_a_first_sign_in_opens_an_account_that_can_read(standin, phone):
    answer = phone.sign_in(standin.js_code("小王"))
    assert answer.status_code == 200
    assert answer.json()["meta"]["is_authenticated"] is True
    user = WeChatIdentity.objects.get().user
    assert phone.me()["code"] == user.code
    assert phone.me()["phone_verified"] is False
    assert not user.has_usable_password()
    consent = Consent.objects.get(user=user)
    assert (consent.kind, consent.version) == (ConsentKind.SERVICE, CURRENT[ConsentKind.SERVICE].version)


def test_an_identity_says_app_openid_and_unionid(standin, phone):
    before = clock.now()
    phone.sign_in(standin.js_code("小王"))
    identity = WeChatIdentity.objects.get()
    person = standin.person("小王")
    assert (identity.app, identity.openid, identity.unionid) == (DEMO_MP[0], person.openid("mp"), person.unionid)
    assert identity.seen_at >= before
    assert identity_of(identity.user, "mp") == identity
    assert identity_of(identity.user, "oa") is None
    assert str(identity) == f"{DEMO_MP[0]} {person.openid('mp')}"


def test_the_openid_stays_on_the_server(standin, phone):
    answer = phone.sign_in(standin.js_code("小王"))
    assert standin.person("小王").openid("mp") not in answer.content.decode()
    assert "c3RhbmQt" not in answer.content.decode()


def test_the_next_sign_in_is_the_same_person_and_seen_again(standin, phone):
    phone.sign_in(standin.js_code("小王"))
    WeChatIdentity.objects.update(seen_at="2026-01-01T00:00:00Z", unionid="")
    first = phone.me()["code"]
    assert phone.sign_in(standin.js_code("小王")).status_code == 200
    assert phone.me()["code"] == first
    identity = WeChatIdentity.objects.get()
    assert identity.seen_at.year != 2026 or identity.seen_at.month != 1
    assert identity.unionid == standin.person("小王").unionid


def test_a_shared_number_opens_an_account_with_it(standin, phone):
    answer = phone.sign_in(standin.js_code("小王"), standin.phone_code("小王", NUMBER))
    assert answer.status_code == 200
    user = User.objects.get(phone=f"+86{NUMBER}")
    assert user.phone_confirmed
    assert phone.me()["phone_verified"] is True
    assert standin.counts()[PHONE] == 1


def test_a_number_shared_later_goes_to_the_account_that_has_none(standin, phone):
    phone.sign_in(standin.js_code("小王"))
    phone.sign_in(standin.js_code("小王"), standin.phone_code("小王", NUMBER))
    assert User.objects.get(phone=f"+86{NUMBER}") == WeChatIdentity.objects.get().user
    phone.sign_in(standin.js_code("小王"), standin.phone_code("小王", "13900000009"))
    assert WeChatIdentity.objects.get().user.phone == f"+86{NUMBER}"


def test_a_number_of_another_account_is_not_taken_over(standin, phone):
    owner = UserFactory(phone=f"+86{NUMBER}")
    answer = phone.sign_in(standin.js_code("小王"), standin.phone_code("小王", NUMBER))
    assert (answer.status_code, answer.json()["code"]) == (409, "phone_taken")
    assert "验证码" in answer.json()["message"]
    owner.refresh_from_db()
    assert owner.phone == f"+86{NUMBER}"
    assert (people(), WeChatIdentity.objects.count(), phone.session) == (0, 0, "")


def test_a_number_that_somebody_only_asked_a_code_for_is_free(standin, phone, settings):
    phone.post("/_allauth/app/v1/auth/code/request", {"phone": f"+86{NUMBER}"})
    asked = User.objects.get(phone=f"+86{NUMBER}")
    assert phone.sign_in(standin.js_code("小王"), standin.phone_code("小王", NUMBER)).status_code == 200
    asked.refresh_from_db()
    assert asked.phone is None
    assert User.objects.get(phone=f"+86{NUMBER}") == WeChatIdentity.objects.get().user


def test_a_number_that_staff_wrote_down_is_not_free(standin, phone):
    ResidentFactory(user__phone=f"+86{NUMBER}", user__phone_verified_at=None, user__username="p-counter")
    answer = phone.sign_in(standin.js_code("小王"), standin.phone_code("小王", NUMBER))
    assert answer.json()["code"] == "phone_taken"


def test_somebody_elses_phone_code_is_refused(standin, phone):
    answer = phone.sign_in(standin.js_code("小王"), standin.phone_code("李叔叔", NUMBER))
    assert (answer.status_code, answer.json()["code"]) == (422, "wechat_phone_mismatch")
    assert people() == 0


@pytest.mark.parametrize(
    ("code", "status", "said"),
    [
        (-1, 503, "wechat_away"),
        (40029, 422, "wechat_code_spent"),
        (40163, 422, "wechat_code_spent"),
        (45011, 429, "wechat_busy"),
        (40226, 403, "wechat_blocked"),
        (40125, 503, "wechat_away"),
    ],
)
def test_every_error_is_told_and_asked_about_once(standin, phone, code, status, said):
    standin.faults.plan(Fault(SESSION, 5, code=code))
    answer = phone.sign_in(standin.js_code("小王"))
    assert (answer.status_code, answer.json()["code"]) == (status, said)
    assert answer.json()["message"]
    assert (standin.counts()[SESSION], people()) == (1, 0)
    assert metrics.counts()["jscode2session", code] == 1


@pytest.mark.parametrize("fault", [{"html": True}, {"status": 502}, {"hang_up": True}, {"drop": True}])
def test_a_broken_answer_is_told_and_asked_about_once(standin, phone, fault):
    standin.faults.plan(Fault(SESSION, 5, **fault))
    answer = phone.sign_in(standin.js_code("小王"))
    assert (answer.status_code, answer.json()["code"]) == (503, "wechat_away")
    assert (standin.counts()[SESSION], people()) == (1, 0)


def test_a_code_works_once(standin, phone):
    code = standin.js_code("小王")
    assert phone.sign_in(code).status_code == 200
    again = MiniProgram().sign_in(code)
    assert (again.status_code, again.json()["code"]) == (422, "wechat_code_spent")


def test_a_blocked_code_and_an_old_one(standin, phone):
    assert phone.sign_in(standin.js_code("小王", blocked=True)).json()["code"] == "wechat_blocked"
    assert phone.sign_in(standin.js_code("小王", seconds=-1)).json()["code"] == "wechat_code_spent"
    assert phone.sign_in("made-up").json()["code"] == "wechat_code_spent"


@pytest.mark.parametrize("code", ["x" * 129, "验证码", "a\nb"])
def test_what_cannot_be_a_code_is_not_even_asked_about(standin, phone, code):
    assert phone.sign_in(code).json()["code"] == "wechat_code_spent"
    assert standin.counts()[SESSION] == 0


def test_a_phone_code_that_is_no_word_is_refused_before_wechat_is_asked(standin, phone):
    assert phone.sign_in(standin.js_code("小王"), {"a": 1}).json()["code"] == "wechat_code_spent"
    assert phone.sign_in("", id_token="an id token").json()["code"] == "wechat_code_spent"
    assert standin.counts()[SESSION] == 0


@pytest.mark.parametrize("code", [-1, 45011])
def test_trouble_with_the_number_signs_nobody_in(standin, phone, code):
    standin.faults.plan(Fault(PHONE, 1, code=code))
    answer = phone.sign_in(standin.js_code("小王"), standin.phone_code("小王", NUMBER))
    assert answer.json()["code"] == {-1: "wechat_away", 45011: "wechat_busy"}[code]
    assert people() == 0


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"provider": "wechat_mp", "process": "login", "token": "x"}, "invalid_token"),
        ({"provider": "wechat_mp", "process": "login", "token": {"access_token": "x"}}, "client_id_required"),
        ({"provider": "wechat_mp", "process": "login", "token": {"client_id": "wx1", "access_token": "x"}},
         "invalid_token"),
        ({"provider": "google", "process": "login", "token": {"client_id": "x", "access_token": "x"}}, "invalid_token"),
        ({"provider": "weixin_oa", "process": "login", "token": {"client_id": "oa", "access_token": "x"}},
         "token_authentication_not_supported"),
    ],
)  # fmt: skip
def test_what_allauth_cannot_read_it_refuses_in_its_own_form(standin, phone, sent, code):
    if sent["token"] != "x" and sent["token"].get("client_id") == "oa":
        sent["token"]["client_id"] = settings.WECHAT_OA_APP_ID
    answer = phone.post(TOKEN, sent)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, code)


def test_without_an_app_at_wechat_there_is_no_such_provider(phone):
    answer = phone.sign_in("x")
    assert answer.status_code == 400
    assert phone.client.get("/_allauth/app/v1/config").json()["data"]["socialaccount"]["providers"] == []


def test_the_app_learns_which_way_is_open(standin, phone):
    providers = phone.client.get("/_allauth/app/v1/config").json()["data"]["socialaccount"]["providers"]
    assert [(each["id"], each["flows"]) for each in providers] == [("wechat_mp", ["provider_token"])]


def test_too_many_sign_ins_from_one_address_are_refused_before_wechat_is_asked(standin, phone, monkeypatch):
    monkeypatch.setattr("wechat.signin.views.app.A_MINUTE", 1)
    phone.sign_in(standin.js_code("小王"))
    answer = MiniProgram().sign_in(standin.js_code("李叔叔"))
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many")
    assert standin.counts()[SESSION] == 1


def test_a_second_factor_is_still_asked_for(standin, phone):
    phone.sign_in(standin.js_code("小王"))
    secret = give_second_factor(WeChatIdentity.objects.get().user)
    again = MiniProgram()
    answer = again.sign_in(standin.js_code("小王"))
    assert answer.status_code == 401
    flows = {flow["id"]: flow for flow in answer.json()["data"]["flows"]}
    assert flows["mfa_authenticate"]["is_pending"] is True
    assert again.post("/api/v1/tokens").status_code == 401
    assert again.confirm(digits(secret)).status_code == 200
    assert again.me()["code"] == phone.me()["code"]


def test_a_closed_account_is_told_so(standin, phone):
    phone.sign_in(standin.js_code("小王"))
    User.objects.update(is_active=False)
    answer = MiniProgram().sign_in(standin.js_code("小王"))
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_signing_out_everywhere_ends_the_mini_programs_session(standin, phone):
    phone.sign_in(standin.js_code("小王"))
    token = phone.token()
    sign_out_everywhere(actor=WeChatIdentity.objects.get().user, now=clock.now())
    assert phone.post("/api/v1/tokens").status_code == 401
    assert phone.client.get("/api/v1/me", HTTP_AUTHORIZATION=f"Bearer {token}").status_code == 401


def test_who_left_is_somebody_new_next_time(standin, phone):
    phone.sign_in(standin.js_code("小王"))
    first = WeChatIdentity.objects.get().user
    erase_person(actor=first, now=clock.now())
    assert not WeChatIdentity.objects.exists()
    assert MiniProgram().sign_in(standin.js_code("小王")).status_code == 200
    assert WeChatIdentity.objects.get().user != first


def test_everything_held_goes_into_the_export(standin, phone):
    phone.sign_in(standin.js_code("小王"))
    held = phone.api("get", "/me/data").json()["wechat"]["identities"]
    assert [(one["app"], one["openid"]) for one in held] == [(DEMO_MP[0], standin.person("小王").openid("mp"))]
    assert held[0]["unionid"]
    assert held[0]["seen"]


@pytest.mark.postgres
def test_two_first_sign_ins_at_once_open_one_account(standin):
    codes, answers, start = [standin.js_code("小王") for _n in range(4)], [], threading.Barrier(4)

    def arrive(code):
        start.wait()
        try:
            answers.append(MiniProgram().sign_in(code).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=arrive, args=[code]) for code in codes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 4
    assert (people(), WeChatIdentity.objects.count()) == (1, 1)
