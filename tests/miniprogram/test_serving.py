"""A volunteer's things on the phone, in both builds: a post, hours with a word about them, a certificate, a hazard."""

import base64
import re
from typing import Any

from playwright.sync_api import expect

from tests.journeys.conftest import Portal, Visitor
from tests.miniprogram.program import BrowserProgram, Program, WeChatProgram
from tests.miniprogram.test_proposing import picture
from wechat.standin.apps import DEMO_RESIDENT

HOURS = "/packages/volunteers/hours/index"


def at_hand_of_the_resident(program: Program, **phone: Any) -> Program:
    """The program on the resident's phone, who is signed in."""
    if isinstance(program, WeChatProgram):
        program.held_by(DEMO_RESIDENT, **phone).open("/pages/me/index")
        program.tap("登录")
        program.tap("同意并继续")
        program.see("三号楼小梅")
    elif isinstance(program, BrowserProgram):
        program.be("resident")
    return program


def flip(program: Program, name: str) -> None:
    program.front.get_by_role("switch", name=re.compile(name)).filter(visible=True).first.click()


def paper_of(program: Program) -> bytes:
    """The first bytes of what opens at a tap on the paper."""
    if isinstance(program, WeChatProgram):
        with program.page.expect_response(lambda answer: ".pdf?pass=" in answer.url) as got:
            program.tap("打开证明")
        assert got.value.ok
        program.page.wait_for_function("window.__calls.some(call => call[0] === 'document')")
        address = got.value.url
    else:
        with program.page.context.expect_page() as opened:
            program.tap("打开证明")
        opened.value.close()
        address = program.page.request.get(f"{program.portal.site}/api/v1/me/certificates").json()[0]["pdf"]
        address = f"{program.portal.site}{address}"
    # Nobody is signed in here: the address itself lets the paper be read for a while.
    stranger = program.page.context.browser.new_context()
    try:
        return stranger.request.get(address).body()[:200]
    finally:
        stranger.close()


def test_from_a_post_over_hours_to_a_certificate(
    program: Program, desk: Visitor, portal: Portal, seats: dict[str, str]
):
    at_hand_of_the_resident(program)
    program.open("/packages/volunteers/posts/index")
    program.follow("河堤志愿巡查员")
    program.see("河边路滑")
    assert program.button("报名").get_attribute("aria-disabled") == "true"
    flip(program, "风险和安全须知我读过了")
    flip(program, "我同意领队看到称呼和电话")
    program.tap("报名")
    program.see("报名收到了", "等")

    desk.page.goto(f"{portal.site}/demo/personas/?next=/robots.txt")
    desk.page.locator("button[name=persona][value=moderator]").click()
    desk.page.goto(f"{portal.site}/admin/volunteers/posts/{seats['post']}/")
    desk.page.locator("button[name=decision][value=accept]").first.click()
    expect(desk.page.locator("button[name=decision][value=end]").first).to_be_visible()

    program.open(f"/packages/volunteers/post/index?code={seats['post']}")
    program.see("社区已经接受")
    program.tap("不再服务")
    program.tap("确定")
    program.see("已撤回")

    program.open(HOURS)
    program.see("梅欣晨间巡查", "已更正", "等社区答复")
    program.tap("哪里不对")
    program.fill("请写下来", "那天我走到了十一点半。")
    program.front.get_by_role("dialog").locator(program.buttons).filter(has_text="交给社区").click()
    program.see("收到了，谢谢", "那天我走到了十一点半。")

    program.tap("开具证明")
    flip(program, "我同意核对")
    program.tap("开具")
    program.see("证明开好了")
    program.picture("mp-certificate-issued")
    start = paper_of(program)
    assert start.startswith(b"%PDF") or b"<!DOCTYPE html" in start
    program.tap("回到我的时长")
    program.see("志愿服务记录证明")


def test_a_hazard_is_reported_from_the_field_with_a_picture(program: Program, seats: dict[str, str]):
    shot = picture()
    at_hand_of_the_resident(program, picture=shot)
    program.open(f"/packages/volunteers/shift/index?code={seats['running']}")
    program.tap("报告隐患")
    program.see("不写人，不拍人")
    program.front.get_by_role("radio", name="路灯不亮").filter(visible=True).first.click()
    program.front.get_by_role("radio", name="西门岗亭").filter(visible=True).first.click()
    program.fill("看到了什么", "门口两盏灯不亮，台阶看不清。")
    if isinstance(program, WeChatProgram):
        program.tap("拍照或选照片")
        privacy = program.page.get_by_role("button", name="同意", exact=True)
        if privacy.count():
            privacy.first.click()
    else:
        raw = base64.b64decode(shot.split(",")[1])
        with program.page.expect_file_chooser() as choosing:
            program.tap("拍照或选照片")
        choosing.value.set_files([{"name": "lamp.jpg", "mimeType": "image/jpeg", "buffer": raw}])
    program.front.get_by_role("img", name="第 1 张照片").first.wait_for()
    program.picture("mp-report-filled")
    program.tap("交给社区")
    program.see("目前只有您、领队和社区能看到", "门口两盏灯不亮")
    shown = program.front.get_by_role("img", name=re.compile("西门岗亭的照片")).first
    expect(shown).to_be_visible()
    program.picture("mp-hazard")
    program.open(HOURS)
    program.follow("路灯不亮 · 西门岗亭")
    program.see("目前只有您")
