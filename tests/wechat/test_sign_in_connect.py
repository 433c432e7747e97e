"""One person, several ways: unionid, connecting, a number shared later, and being seen."""

import threading
import time

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction

from portal.accounts.models import User
from portal.core import clock
from portal.core.errors import SignInNeeded
from tests.factories import AppointmentFactory, ResidentFactory, UserFactory
from tests.wechat.signing import MiniProgram
from wechat.models import WeChatIdentity
from wechat.signin.actions import add_phone, connect_wechat, note_presence, person_behind
from wechat.signin.errors import OtherPerson, PhoneTaken
from wechat.signin.proofs import Proof, proof_of_js_code
from wechat.standin.faults import Fault

NUMBER = "+8613912345678"
over_http = pytest.mark.django_db(transaction=True)
NOW = clock.now()


@pytest.fixture
def phone():
    return MiniProgram()


def proof(openid="o1", app="mp", unionid="", phone=""):
    return Proof(app, openid, unionid, phone)


def identities():
    return set(WeChatIdentity.objects.values_list("app", "openid", "user_id"))


@pytest.fixture
def by_phone():
    """An app in which somebody is signed in by phone code."""

    def sign_in(user):
        phone = MiniProgram()
        phone.client.force_login(user)
        phone.session = phone.client.session.session_key
        phone.client.cookies.clear()
        return phone

    return sign_in


# Linking


@pytest.mark.django_db
def test_one_unionid_is_one_person_in_both_apps():
    first = person_behind(proof=proof(unionid="u1"), now=NOW)
    second = person_behind(proof=proof("o2", "oa", "u1"), now=NOW)
    assert first == second
    assert identities() == {("mp", "o1", first.pk), ("oa", "o2", first.pk)}


@pytest.mark.django_db
def test_without_a_unionid_two_openids_are_two_people():
    assert person_behind(proof=proof(), now=NOW) != person_behind(proof=proof("o2", "oa"), now=NOW)


@pytest.mark.django_db
def test_another_unionid_is_another_person():
    person_behind(proof=proof(unionid="u1"), now=NOW)
    person_behind(proof=proof("o2", "oa", "u2"), now=NOW)
    assert User.objects.count() == 2


@pytest.mark.django_db
def test_a_unionid_once_known_is_kept():
    person_behind(proof=proof(unionid="u1"), now=NOW)
    person_behind(proof=proof(), now=NOW)
    assert WeChatIdentity.objects.get().unionid == "u1"


@pytest.mark.django_db
def test_nobody_is_opened_where_nobody_agreed():
    assert person_behind(proof=proof(), now=NOW, may_open=False) is None
    assert not User.objects.exists()
    person_behind(proof=proof(), now=NOW)
    assert person_behind(proof=proof(), now=NOW, may_open=False) is not None


@pytest.mark.postgres
@over_http
def test_a_number_that_is_taken_at_the_same_moment_stays_where_it_is():
    """The other transaction is not committed when ours looks: the database decides."""
    outcome = []

    def arrive():
        try:
            person_behind(proof=proof(phone=NUMBER), now=NOW)
        except PhoneTaken:
            outcome.append("taken")
        finally:
            connection.close()

    thread = threading.Thread(target=arrive)
    with transaction.atomic():
        UserFactory(phone=NUMBER)
        thread.start()
        wait_until_somebody_waits()
    thread.join()
    assert outcome == ["taken"]
    assert (User.objects.count(), WeChatIdentity.objects.count()) == (1, 0)


def wait_until_somebody_waits():
    with connection.cursor() as cursor:
        for _attempt in range(200):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    pytest.fail("nobody waits")


# Connecting


@over_http
def test_who_signed_in_by_phone_connects_wechat(standin, by_phone):
    user = UserFactory(phone=NUMBER)
    app = by_phone(user)
    answer = app.sign_in(standin.js_code("小王"), process="connect")
    assert (answer.status_code, answer.json()["meta"]["is_authenticated"]) == (200, True)
    later = MiniProgram()
    later.sign_in(standin.js_code("小王"))
    assert later.me()["code"] == user.code


@over_http
def test_nobody_connects_without_a_session(standin, phone):
    answer = phone.sign_in(standin.js_code("小王"), process="connect")
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in")
    assert not WeChatIdentity.objects.exists()


@over_http
def test_connecting_twice_changes_nothing(standin, by_phone):
    app = by_phone(UserFactory(phone=NUMBER))
    assert app.sign_in(standin.js_code("小王"), process="connect").status_code == 200
    assert app.sign_in(standin.js_code("小王"), process="connect").status_code == 200
    assert WeChatIdentity.objects.count() == 1


@over_http
def test_an_account_that_only_wechat_opened_gives_way(standin, phone, by_phone):
    phone.sign_in(standin.js_code("小王"))
    light = WeChatIdentity.objects.get().user
    user = UserFactory(phone=NUMBER)
    assert by_phone(user).sign_in(standin.js_code("小王"), process="connect").status_code == 200
    light.refresh_from_db()
    assert not light.is_active
    assert WeChatIdentity.objects.get().user == user
    assert phone.post("/api/v1/tokens").status_code == 401


@pytest.mark.django_db
@pytest.mark.parametrize("make", [ResidentFactory, AppointmentFactory])
def test_an_account_with_a_life_here_does_not_give_way(make):
    holder = make(user__username="w-holder", user__phone=None, user__phone_verified_at=None).user
    WeChatIdentity.objects.create(user=holder, app="mp", openid="o1", seen_at=NOW)
    with pytest.raises(OtherPerson):
        connect_wechat(proof=proof(), actor=UserFactory(), now=NOW)
    assert WeChatIdentity.objects.get().user == holder


@pytest.mark.django_db
@pytest.mark.parametrize(
    "holder", [{"phone": NUMBER}, {"username": "zhang", "phone": None}, {"is_staff": True}, {"is_superuser": True}]
)
def test_neither_does_one_with_a_number_or_for_staff(holder):
    given = {"username": "w-holder", "phone": None, "phone_verified_at": None} | holder
    holder = person = UserFactory(**given)
    WeChatIdentity.objects.create(user=holder, app="mp", openid="o1", seen_at=NOW)
    with pytest.raises(OtherPerson):
        connect_wechat(proof=proof(), actor=UserFactory(), now=NOW)
    person.refresh_from_db()
    assert person.is_active


@pytest.mark.django_db
def test_a_number_comes_along_when_connecting():
    user = UserFactory(phone=None, phone_verified_at=None)
    connect_wechat(proof=proof(phone=NUMBER), actor=user, now=NOW)
    user.refresh_from_db()
    assert user.phone_confirmed
    connect_wechat(proof=proof(phone="+8613900000009"), actor=user, now=NOW)
    user.refresh_from_db()
    assert user.phone == NUMBER


# A number later


@over_http
def test_a_number_is_added_later(standin, phone):
    phone.sign_in(standin.js_code("小王"))
    answer = phone.api("post", "/wechat/phone", {"code": standin.phone_code("小王", "13912345678")})
    assert (answer.status_code, answer.json()["phone_verified"]) == (200, True)
    assert User.objects.get(phone=NUMBER).phone_confirmed
    again = phone.api("post", "/wechat/phone", {"code": standin.phone_code("小王", "13912345678")})
    assert again.status_code == 200
    other = phone.api("post", "/wechat/phone", {"code": standin.phone_code("小王", "13900000009")})
    assert (other.status_code, other.json()["code"]) == (409, "wrong_state")


@over_http
def test_a_number_of_somebody_else_is_not_added(standin, phone):
    UserFactory(phone=NUMBER)
    phone.sign_in(standin.js_code("小王"))
    taken = phone.api("post", "/wechat/phone", {"code": standin.phone_code("小王", "13912345678")})
    assert (taken.status_code, taken.json()["code"]) == (409, "phone_taken")
    stolen = phone.api("post", "/wechat/phone", {"code": standin.phone_code("李叔叔", "13900000009")})
    assert (stolen.status_code, stolen.json()["code"]) == (422, "wechat_phone_mismatch")
    assert phone.me()["phone_verified"] is False


@over_http
def test_a_phone_code_works_once(standin, phone):
    phone.sign_in(standin.js_code("小王"))
    code = standin.phone_code("小王", "13912345678")
    assert phone.api("post", "/wechat/phone", {"code": code}).status_code == 200
    assert phone.api("post", "/wechat/phone", {"code": code}).json()["code"] == "wechat_code_spent"
    assert phone.api("post", "/wechat/phone", {"code": ""}).status_code == 422


@over_http
def test_without_a_connected_wechat_there_is_no_number_to_share(standin, by_phone):
    answer = by_phone(UserFactory(phone=None)).api(
        "post", "/wechat/phone", {"code": standin.phone_code("小王", "13912345678")}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "wechat_not_connected")
    assert standin.counts()["/wxa/business/getuserphonenumber"] == 0


# Being seen


@over_http
def test_being_seen_moves_the_moment(standin, phone):
    phone.sign_in(standin.js_code("小王"))
    WeChatIdentity.objects.update(seen_at="2026-01-01T00:00:00Z")
    before = clock.now()
    assert phone.api("post", "/wechat/seen", {"js_code": standin.js_code("小王")}).status_code == 204
    assert WeChatIdentity.objects.get().seen_at >= before


@over_http
def test_nobody_is_seen_by_somebody_elses_code(standin, phone):
    phone.sign_in(standin.js_code("小王"))
    WeChatIdentity.objects.update(seen_at=NOW)
    answer = phone.api("post", "/wechat/seen", {"js_code": standin.js_code("李叔叔")})
    assert (answer.status_code, answer.json()["code"]) == (409, "wechat_other_account")
    assert WeChatIdentity.objects.get().seen_at == NOW


@over_http
def test_trouble_at_wechat_is_told(standin, phone):
    phone.sign_in(standin.js_code("小王"))
    standin.faults.plan(Fault("/sns/jscode2session", 1, code=-1))
    answer = phone.api("post", "/wechat/seen", {"js_code": standin.js_code("小王")})
    assert (answer.status_code, answer.json()["code"]) == (503, "wechat_away")


@over_http
def test_every_operation_needs_somebody(standin, client):
    for path, data in (("seen", {"js_code": "x"}), ("phone", {"code": "x"}), ("scans/x/confirm", {})):
        answer = client.post(f"/api/v1/wechat/{path}", data, "application/json")
        assert (answer.status_code, answer.json()["code"]) == (401, "sign_in")
    assert not standin.counts()


@pytest.mark.django_db
def test_every_action_needs_somebody():
    for act in (connect_wechat, note_presence):
        with pytest.raises(SignInNeeded):
            act(proof=proof(), actor=AnonymousUser(), now=NOW)
    with pytest.raises(SignInNeeded):
        add_phone(phone=NUMBER, actor=AnonymousUser(), now=NOW)


@pytest.mark.django_db
def test_wechat_is_never_asked_inside_a_transaction(standin):
    with pytest.raises(RuntimeError, match="transaction"):
        proof_of_js_code(standin.js_code("小王"))
    assert not standin.counts()
