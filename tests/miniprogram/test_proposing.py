"""A proposal's whole way on the phone: written, pictured and spoken; read by the community; published or sent back."""

import base64
import io

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.factories.sounds import mp3
from tests.journeys.conftest import Portal, Visitor, until
from tests.miniprogram.program import WeChatProgram, ask
from wechat.standin.apps import DEMO_RESIDENT

NEWCOMER = "孙大爷"
TITLE = "垃圾房边上装一盏灯"


def picture(width: int = 640, height: int = 480) -> str:
    """What the phone's camera took, as an address that the runner can read."""
    raw = io.BytesIO()
    Image.new("RGB", (width, height), "#7a8f6a").save(raw, "JPEG")
    return "data:image/jpeg;base64," + base64.b64encode(raw.getvalue()).decode()


def recording() -> str:
    return "data:audio/mpeg;base64," + base64.b64encode(mp3(3)).decode()


@pytest.fixture(scope="module")
def call(portal: Portal) -> str:
    """The code of the contest that takes proposals."""
    contests = ask(portal, "/contests")["items"]
    return next(
        each["code"] for each in contests if each["phase"] == "call" and each["subdistrict"]["slug"] == "meishan"
    )


def write(phone: WeChatProgram, call: str, title: str) -> None:
    """From the first question to the last but one, with a picture and a recording; signs in where it is asked."""
    phone.open(f"/packages/proposals/write/index?contest={call}")
    phone.fill("用一句话说", title)
    phone.follow("安全消防")
    phone.tap("下一步")
    phone.tap("同意并继续")
    phone.see("那里有什么不方便？")
    phone.fill("写在这里", "晚上七点以后倒垃圾看不见台阶，上个月摔了一位老人。")
    phone.tap("下一步")
    phone.see("想怎么改")
    phone.fill("写在这里", "在垃圾房北墙装一盏感应灯，人来就亮，人走就灭。")
    phone.tap("下一步")
    phone.follow("梅欣社区")
    phone.fill("具体在哪里？", "梅欣4号楼北侧垃圾房")
    phone.tap("下一步")
    phone.tap("拍照或选照片")
    phone.see("传好了")
    phone.tap("开始录音")
    phone.tap("说完了")
    phone.see("重新录一段")
    phone.picture("mp-write-photos")
    phone.tap("下一步")
    phone.fill("用在哪里", "感应灯和安装")
    phone.fill("金额（元）", "380")
    phone.tap("下一步")
    phone.see("再看一遍", "1 张照片", "语音说明（3 秒）")


def decide(desk: Visitor, title: str, *, back_with: str = "") -> Page:
    """The moderator publishes it, or sends it back with these words."""
    page = desk.sign_in("moderator", "/admin/inbox/")
    card = page.locator("[data-card]", has_text=title)
    if back_with:
        card.locator("details.inbox-why summary").click()
        card.locator("textarea[name=reason]").fill(back_with)
    card.locator(f"button[value={'return' if back_with else 'approve'}]").first.click()
    expect(card).to_have_count(0)
    return page


def test_a_newcomer_proposes_with_a_picture_and_a_recording_and_hears_of_the_approval(
    in_wechat: WeChatProgram, call: str, desk: Visitor
):
    phone = in_wechat.held_by(NEWCOMER, "13951230100", picture=picture(), recording=recording())
    write(phone, call, TITLE)
    phone.follow("我同意邻居们看到它")
    phone.tap("提交")
    phone.see("绑定手机号")
    phone.picture("mp-phone")
    phone.tap("用微信手机号")
    phone.tap("去选社区")
    phone.fill("邻居们怎么称呼您？", "垃圾房旁的孙大爷")
    phone.follow("梅山街道")
    phone.follow("梅欣社区")
    phone.tap("保存")
    phone.see("核实我住在这里", "来服务台办")
    phone.picture("mp-residence-new")

    page = desk.sign_in("moderator", "/admin/residents/?state=")
    page.get_by_role("link", name="垃圾房旁的孙大爷").click()
    page.locator("[name=reason]").fill("当面看过户口簿和身份证")
    page.get_by_role("button", name="确认", exact=True).click()
    expect(page.locator(".staff-facts")).to_contain_text("已核实")

    phone.back()
    phone.see("再看一遍")
    phone.button("提交").dblclick()
    phone.see("交上去了")
    phone.tap("有结果时用微信告诉我")
    phone.see("社区正在看")
    phone.picture("mp-write-sent")
    phone.tap("看看到哪一步了")
    phone.see(TITLE)
    phone.picture("mp-state-in-review")

    page = desk.go("/admin/inbox/")
    card = page.locator("[data-card]", has_text=TITLE)
    expect(card).to_have_count(1)
    expect(card.locator("audio")).to_have_count(1)
    card.locator("button[value=approve]").click()
    expect(card).to_have_count(0)

    received = until(lambda: phone.control("messages", person=NEWCOMER)["received"])
    assert len(received) == 1
    phone.open("/pages/notices/index")
    phone.follow(TITLE)
    phone.see(TITLE, "附议")


def test_refused_prompts_do_not_nag_and_the_comment_is_there(in_wechat: WeChatProgram, portal: Portal, call: str):
    proposal = ask(portal, f"/contests/{call}/proposals")["items"][-1]
    thread = ask(portal, f"/proposals/{proposal['code']}")["thread"]
    phone = in_wechat.held_by(NEWCOMER, prompts="reject")
    phone.open(f"/packages/discussions/thread/index?code={thread}")
    phone.tap("写留言")
    phone.fill("想说的话", "这个主意好，我们楼也想要。")
    phone.picture("mp-comment")
    phone.tap("登录")
    phone.tap("同意并继续")
    phone.see("这个主意好，我们楼也想要。")
    phone.tap("用微信告诉我")
    phone.see("好的，不用微信打扰您。")
    expect(phone.button("用微信告诉我")).to_have_count(0)


def test_what_comes_back_with_a_reason_is_changed_and_published(in_wechat: WeChatProgram, call: str, desk: Visitor):
    title, better = "楼道口加一道扶手", "三号楼楼道口加一道扶手"
    phone = in_wechat.held_by(DEMO_RESIDENT, picture=picture(), recording=recording())
    write(phone, call, title)
    phone.tap("提交")
    phone.see("交上去了")
    decide(desk, title, back_with="请写清楚是几号楼，我们好去看。")

    phone.open("/pages/me/index")
    phone.follow(title)
    phone.see("请写清楚是几号楼，我们好去看。")
    phone.picture("mp-state-returned")
    phone.tap("去修改")
    phone.front.get_by_label("修改 标题").click()
    phone.fill("用一句话说", better)
    phone.tap("回到总览")
    phone.see(better, "1 张照片")
    phone.tap("再次提交")
    phone.see("交上去了")
    decide(desk, better)
    phone.tap("看看到哪一步了")
    phone.see("已公开")


def test_huge_pictures_and_a_refused_microphone_lose_nothing(in_wechat: WeChatProgram, call: str):
    phone = in_wechat.held_by(DEMO_RESIDENT, picture=picture(9000, 7000), recording="")
    phone.open(f"/packages/proposals/write/index?contest={call}")
    phone.fill("用一句话说", "给路口装一面凸面镜")
    phone.follow("道路出行")
    phone.tap("看看全部内容")
    phone.tap("同意并继续")
    phone.front.get_by_label("修改 照片和语音").click()
    phone.tap("拍照或选照片")
    phone.see("图片尺寸太大")
    phone.tap("开始录音")
    phone.see("麦克风")
    phone.picture("mp-write-troubles")
    phone.tap("回到总览")
    phone.see("给路口装一面凸面镜")


def test_refused_privacy_leaves_everything_else(in_wechat: WeChatProgram, call: str):
    phone = in_wechat.held_by(DEMO_RESIDENT, picture=picture(), privacy="new")
    phone.open(f"/packages/proposals/write/index?contest={call}")
    phone.fill("用一句话说", "在广场加两张石桌")
    phone.follow("空间改造")
    phone.tap("看看全部内容")
    phone.tap("同意并继续")
    phone.front.get_by_label("修改 照片和语音").click()
    phone.tap("拍照或选照片")
    phone.see("先说清楚再用")
    phone.picture("mp-privacy")
    phone.tap("先不用")
    expect(phone.front.get_by_text("传好了")).to_have_count(0)
    phone.tap("拍照或选照片")
    phone.front.get_by_role("dialog").get_by_text("同意", exact=True).click()
    phone.see("传好了")
