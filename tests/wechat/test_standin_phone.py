"""The stand-in's phone signs in at the portal as the mini-program will, everything over HTTP."""

import urllib.parse
import urllib.request

import pytest

from portal.accounts.models import User
from tests.factories import UserFactory
from tests.wechat.signing import give_second_factor
from wechat.models import WeChatIdentity
from wechat.standin import miniprogram
from wechat.standin.faults import Fault
from wechat.standin.miniprogram import Declined

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(standin, live_server):
    standin.portal = live_server.url
    return standin


@pytest.fixture
def play(world):
    """What the phone's page says after a button, or after the camera saw an address."""

    def press(path, **form):
        content = urllib.parse.urlencode(form).encode() if path.startswith("/play/") else None
        query = "" if content is not None else f"?{urllib.parse.urlencode(form)}"
        with urllib.request.urlopen(f"{world.address}{path}{query}", content) as answer:
            return answer.read().decode()

    return press


@pytest.fixture
def code(world, client):
    return client.post("/wechat/scan/", {"next": "/coming/"})["Location"].strip("/").split("/")[-1]


def test_the_phone_signs_in_and_gives_its_number(world, play):
    assert "还没有手机号" in play("/play/enter")
    assert "手机号已确认" in play("/play/share", phone="13912345678")
    assert WeChatIdentity.objects.get().user.phone == "+8613912345678"


def test_scanning_and_confirming_signs_the_desktop_in(world, play, client, code):
    page = play("/scan", page="pages/scan/index", scene=code)
    assert "确认登录" in page
    assert "在同一个网络" in page
    assert "已确认" in play("/play/confirm")
    assert client.post(f"/wechat/scan/{code}/").status_code == 302
    assert client.get("/api/v1/me").json()["code"] == User.objects.get().code


def test_refusing_keeps_the_desktop_out(world, play, client, code):
    play("/scan", page="pages/scan/index", scene=code)
    assert "已拒绝" in play("/play/refuse")
    assert "手机上拒绝了" in client.post(f"/wechat/scan/{code}/").content.decode()
    assert "没有做成" in play("/play/confirm")


def test_what_the_portal_declines_the_phone_shows(world, play):
    UserFactory(phone="+8613912345678")
    play("/play/enter")
    assert "请先用短信验证码登录" in play("/play/share", phone="13912345678")
    assert "没有找到这个码" in play("/scan", page="pages/scan/index", scene="unknown")


def test_a_session_that_ended_is_begun_anew(world):
    first = miniprogram.enter(world, "小王")
    world.person("小王").session = "an-old-one"
    assert miniprogram.enter(world, "小王")["code"] == first["code"]
    world.person("小王").session = "another-old-one"
    with pytest.raises(Declined, match="没有找到这个码"):
        miniprogram.scan_asked(world, "小王", "unknown")


def test_a_number_can_come_along_with_the_first_sign_in(world):
    assert miniprogram.enter(world, "小王", phone="13912345678")["phone_verified"] is True


def test_a_second_factor_is_beyond_this_phone(world):
    miniprogram.enter(world, "小王")
    give_second_factor(User.objects.get())
    world.person("小王").session = ""
    with pytest.raises(Declined, match="第二步验证"):
        miniprogram.enter(world, "小王")


def test_trouble_on_the_way_is_told(world):
    world.faults.plan(Fault("/sns/jscode2session", 1, code=-1))
    with pytest.raises(Declined, match="微信这会儿没有回应"):
        miniprogram.enter(world, "小王")
    world.portal = "http://127.0.0.1:9"
    with pytest.raises(Declined, match="没有回应"):
        miniprogram.enter(world, "小王")
    world.portal = f"{world.address}/elsewhere"
    with pytest.raises(Declined, match="HTTP 404"):
        miniprogram.enter(world, "小王")
    world.portal = "file://"
    with pytest.raises(Declined, match="没有设置"):
        miniprogram.enter(world, "小王")
