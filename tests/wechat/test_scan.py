"""Signing in at a desktop by scanning a code: bound to one browser, confirmed by one person, used once."""

import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.test import Client

from portal.core import clock
from portal.core.errors import Hidden, SignInNeeded, WrongState
from tests.factories import UserFactory
from tests.wechat.signing import MiniProgram, digits, give_second_factor
from wechat.models import ScanSignIn, WeChatIdentity
from wechat.signin import browsers, scans
from wechat.standin.faults import Fault

pytestmark = pytest.mark.django_db(transaction=True)
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"
CODES = "/wxa/getwxacodeunlimit"


@pytest.fixture
def phone(standin):
    phone = MiniProgram()
    phone.sign_in(standin.js_code("小王"))
    return phone


@pytest.fixture
def code(standin, client):
    """The code on this browser's screen."""
    answer = client.post("/wechat/scan/", {"next": "/coming/"}, HTTP_USER_AGENT=CHROME)
    assert answer.status_code == 302
    return answer["Location"].strip("/").split("/")[-1]


def look(client, code, **headers):
    return client.post(f"/wechat/scan/{code}/", **headers)


def signed_in(client):
    return client.get("/api/v1/me").status_code == 200


def test_the_page_shows_the_mini_programs_code(standin, client, code):
    page = client.get(f"/wechat/scan/{code}/").content.decode()
    assert f'src="/wechat/scan/{code}/picture/"' in page
    assert 'hx-trigger="every 2s, submit"' in page
    assert "两分钟内有效" in page
    picture = client.get(f"/wechat/scan/{code}/picture/")
    assert picture["Content-Type"] == "image/png"
    assert (standin.scannables[-1].page, standin.scannables[-1].scene) == ("pages/scan/index", code)
    assert picture.content == standin.scannables[-1].picture
    assert standin.counts()[CODES] == 1


def test_the_phone_sees_what_asks_and_lets_it_in_once(standin, client, code, phone):
    shown = phone.api("get", f"/wechat/scans/{code}").json()
    assert (shown["state"], shown["browser"], shown["place"]) == ("waiting", "Chrome · Windows", "127.0.*.*")
    assert shown["same_network"] is True
    assert look(client, code).status_code == 200
    assert not signed_in(client)
    assert phone.api("post", f"/wechat/scans/{code}/confirm").json()["state"] == "confirmed"
    assert not signed_in(client)
    answer = look(client, code)
    assert answer["Location"] == "/me/welcome/?next=%2Fcoming%2F"
    assert client.get("/api/v1/me").json()["code"] == phone.me()["code"]
    assert phone.api("get", f"/wechat/scans/{code}").json()["state"] == "used"


def test_the_page_goes_on_by_itself(standin, client, code, phone):
    htmx = {"HTTP_HX_REQUEST": "true"}
    assert look(client, code, **htmx).status_code == 204
    asked = client.post(f"/wechat/scan/{code}/", {"look": "1"}, **htmx).content.decode()
    assert asked.lstrip().startswith('<div id="scan">')
    assert "手机上还没有确认" in asked
    phone.api("post", f"/wechat/scans/{code}/confirm")
    answer = look(client, code, **htmx)
    assert answer["HX-Redirect"] == "/me/welcome/?next=%2Fcoming%2F"
    assert signed_in(client)


def test_reading_the_page_signs_nobody_in(standin, client, code, phone):
    phone.api("post", f"/wechat/scans/{code}/confirm")
    assert client.get(f"/wechat/scan/{code}/").status_code == 200
    assert not signed_in(client)


def test_a_code_that_was_used_signs_nobody_in_again(standin, client, code, phone):
    phone.api("post", f"/wechat/scans/{code}/confirm")
    look(client, code)
    client.logout()
    assert look(client, code).status_code == 404
    assert not signed_in(client)


def test_the_same_secret_does_not_work_twice(standin):
    asking = scans.ask_scan(browser="Chrome", address="", onward="/", now=clock.now())
    user, now = UserFactory(), clock.now()
    with pytest.raises(WrongState):
        scans.use_scan(code=asking.scan.code, secret=asking.secret, now=now)
    scans.answer_scan(code=asking.scan.code, confirm=True, actor=user, now=now)
    assert scans.use_scan(code=asking.scan.code, secret=asking.secret, now=now) == user
    with pytest.raises(WrongState):
        scans.use_scan(code=asking.scan.code, secret=asking.secret, now=now)


def test_another_browser_gets_nothing(standin, client, code, phone):
    phone.api("post", f"/wechat/scans/{code}/confirm")
    other = Client()
    other.post("/wechat/scan/", {"next": "/"})
    for browser in (other, Client()):
        assert browser.get(f"/wechat/scan/{code}/").status_code == 404
        assert browser.get(f"/wechat/scan/{code}/picture/").status_code == 404
        assert look(browser, code).status_code == 404
        assert not signed_in(browser)
    look(client, code)
    assert signed_in(client)


def test_a_refused_code_signs_nobody_in(standin, client, code, phone):
    assert phone.api("post", f"/wechat/scans/{code}/refuse").json()["state"] == "refused"
    page = look(client, code).content.decode()
    assert "手机上拒绝了这次登录" in page
    assert "every 2s" not in page
    assert 'value="/coming/"' in page
    again = phone.api("post", f"/wechat/scans/{code}/confirm")
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")
    assert not signed_in(client)


def test_a_code_is_over_after_two_minutes(standin, client, code, phone):
    ScanSignIn.objects.update(expires_at=clock.now())
    answer = phone.api("post", f"/wechat/scans/{code}/confirm")
    assert (answer.status_code, answer.json()["code"]) == (409, "outside_window")
    assert phone.api("get", f"/wechat/scans/{code}").json()["state"] == "over"
    page = look(client, code).content.decode()
    assert "这个码过期了" in page
    assert "every 2s" not in page


def test_a_confirmed_code_that_nobody_used_is_over_too(standin, client, code, phone):
    phone.api("post", f"/wechat/scans/{code}/confirm")
    ScanSignIn.objects.update(expires_at=clock.now())
    assert "这个码过期了" in look(client, code).content.decode()
    assert not signed_in(client)


def test_who_confirms_in_the_last_second_still_gets_in(standin):
    now = clock.now()
    asking = scans.ask_scan(browser="Chrome", address="", onward="/", now=now)
    late = asking.scan.expires_at - timedelta(seconds=1)
    scan = scans.answer_scan(code=asking.scan.code, confirm=True, actor=UserFactory(), now=late)
    assert scan.expires_at == late + scans.TO_COME_BACK


def test_somebody_whose_account_was_closed_meanwhile_does_not_get_in(standin, client, code, phone):
    phone.api("post", f"/wechat/scans/{code}/confirm")
    WeChatIdentity.objects.get().user.__class__.objects.update(is_active=False)
    answer = look(client, code)
    assert answer.status_code == 403
    assert "这个账号已经停用" in answer.content.decode()
    assert ScanSignIn.objects.get().used_at is None


def test_a_second_factor_is_still_asked_for(standin, client, code, phone):
    secret = give_second_factor(WeChatIdentity.objects.get().user)
    phone.api("post", f"/wechat/scans/{code}/confirm")
    assert look(client, code)["Location"].startswith("/accounts/2fa/authenticate/")
    assert not signed_in(client)
    assert client.post("/accounts/2fa/authenticate/", {"code": digits(secret)}).status_code == 302
    assert signed_in(client)


def test_an_unknown_code_is_nobodys(standin, client, phone):
    for method, path in (("get", ""), ("post", "/confirm"), ("post", "/refuse")):
        answer = phone.api(method, f"/wechat/scans/unknown{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert client.get("/wechat/scan/unknown/").status_code == 404


def test_nobody_confirms_without_being_signed_in(standin, code):
    answer = Client().post(f"/api/v1/wechat/scans/{code}/confirm")
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in")
    from_nobody = Client().get(f"/api/v1/wechat/scans/{code}")
    assert from_nobody.status_code == 401
    assert ScanSignIn.objects.get().answer == ""


@pytest.mark.parametrize("fault", [{"code": -1}, {"code": 45009}, {"code": 41030}, {"status": 502}])
def test_without_a_picture_nothing_is_begun(standin, client, fault):
    standin.faults.plan(Fault(CODES, 3, **fault))
    answer = client.post("/wechat/scan/", {"next": "/coming/"})
    assert answer.status_code == 503
    assert "用手机验证码登录" in answer.content.decode()
    assert not ScanSignIn.objects.exists()


def test_who_is_signed_in_already_goes_on(standin, client):
    client.force_login(UserFactory())
    assert client.post("/wechat/scan/", {"next": "/coming/"})["Location"] == "/coming/"
    assert standin.counts()[CODES] == 0


def test_a_next_page_elsewhere_is_forgotten(standin, client):
    client.post("/wechat/scan/", {"next": "https://evil.example/"})
    client.post("/wechat/scan/", {"next": f"/{'x' * 2010}"})
    assert list(ScanSignIn.objects.order_by("pk").values_list("onward", flat=True)) == ["/me/", ""]


def test_too_many_codes_are_refused_before_wechat_is_asked(standin, client):
    for _n in range(10):
        client.post("/wechat/scan/")
    assert client.post("/wechat/scan/").status_code == 429
    assert standin.counts()[CODES] == 10


def test_what_is_over_is_forgotten_with_the_next(standin, client, code):
    ScanSignIn.objects.update(expires_at=clock.now() - scans.KEPT - timedelta(seconds=1))
    client.post("/wechat/scan/")
    assert not ScanSignIn.objects.filter(code=code).exists()


def test_the_database_knows_no_answer_without_a_person_and_no_use_without_a_yes(standin, code):
    for wrong in ({"answer": "confirmed"}, {"used_at": clock.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ScanSignIn.objects.update(**wrong)
    assert str(ScanSignIn.objects.get()) == code


def test_actions_need_somebody_and_a_known_code(standin):
    nobody = AnonymousUser()
    with pytest.raises(SignInNeeded):
        scans.answer_scan(code="x", confirm=True, actor=nobody, now=clock.now())
    with pytest.raises(SignInNeeded):
        scans.scan_for_phone(code="x", actor=nobody)
    with pytest.raises(Hidden):
        scans.use_scan(code="x", secret="x", now=clock.now())


def test_refused_and_over_say_so_to_the_one_who_asks_anyway(standin):
    now, user = clock.now(), UserFactory()
    refused = scans.ask_scan(browser="Chrome", address="", onward="/", now=now)
    scans.answer_scan(code=refused.scan.code, confirm=False, actor=user, now=now)
    over = scans.ask_scan(browser="Chrome", address="", onward="/", now=now)
    for asking, said in ((refused, "forbidden"), (over, "outside_window")):
        with pytest.raises(Exception, match=r"手机|过期") as error:
            scans.use_scan(code=asking.scan.code, secret=asking.secret, now=now + scans.LASTS)
        assert error.value.code == said


@pytest.mark.postgres
def test_two_looks_at_once_sign_in_once(standin):
    asking = scans.ask_scan(browser="Chrome", address="", onward="/", now=clock.now())
    scans.answer_scan(code=asking.scan.code, confirm=True, actor=UserFactory(), now=clock.now())
    outcome, start = [], threading.Barrier(4)

    def arrive():
        start.wait()
        try:
            outcome.append(scans.use_scan(code=asking.scan.code, secret=asking.secret, now=clock.now()).pk)
        except WrongState:
            outcome.append("used")
        finally:
            connection.close()

    threads = [threading.Thread(target=arrive) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcome.count("used") == 3


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (CHROME, "Chrome · Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.0 Safari/605.1.15", "Safari · macOS"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox · Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge · Windows"),
        ("Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0", "WeChat · Android"),
        ("", "未知的浏览器"),
    ],
)
def test_a_browser_is_told_in_two_words(agent, said):
    assert browsers.spoken_browser(agent) == said


@pytest.mark.parametrize(
    ("address", "said"), [("113.68.1.2", "113.68.*.*"), ("2408:8256::1", "2408:8256:*"), ("", ""), ("unix:", "")]
)
def test_an_address_is_told_roughly(address, said):
    assert browsers.rough_address(address) == said
