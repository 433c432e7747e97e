"""Places on the phone: waited for, signed in at the door, ticked without a network; and a lecture for a family."""

import time
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Portal, until
from tests.miniprogram.program import BrowserProgram, WeChatProgram, ask
from wechat.standin.apps import DEMO_RESIDENT

SHIFT, LECTURE = "翠竹园晚间巡防", "古雄地名与青石板桥"


def begins_soon(portal: Portal, roster: str) -> None:
    """Turn the clock on for one roster: it begins in a second, and was open until now."""
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(portal.database) as link:
        soon = link.execute("SELECT now() + interval '1 second'").fetchone()[0]
        link.execute(
            "UPDATE rosters_roster SET starts_at = %s, closes_at = %s, cancel_until = %s, ends_at = %s WHERE code = %s",
            [soon, soon, soon - timedelta(hours=1), soon + timedelta(hours=1), roster],
        )
    time.sleep(1.2)


def was_an_evening(portal: Portal, roster: str) -> None:
    """As if the shift had gone on for an hour: what lasted seconds is no service yet."""
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(portal.database) as link:
        times = ("opens_at", "closes_at", "cancel_until", "starts_at", "ends_at")
        earlier = ", ".join(f"{name} = {name} - interval '2 hours'" for name in times)
        link.execute(f"UPDATE rosters_roster SET {earlier} WHERE code = %s", [roster])
        link.execute(
            "UPDATE volunteers_shift SET started_at = started_at - interval '2 hours', "
            "ended_at = ended_at - interval '1 hour' FROM rosters_roster "
            "WHERE rosters_roster.id = roster_id AND rosters_roster.code = %s",
            [roster],
        )


def told(program: BrowserProgram, path: str) -> Any:
    return program.page.request.get(f"{program.portal.site}/api/v1{path}").json()


def test_a_shift_from_the_tap_to_the_leaders_list(
    in_wechat: WeChatProgram, in_browser: BrowserProgram, portal: Portal, seats: dict[str, str]
):
    if not portal.database:
        pytest.skip("moves a shift's time, which a portal that runs for other purposes keeps")
    code = seats["shift"]
    shift, evening = (f"/packages/volunteers/{page}/index?code={code}" for page in ("shift", "evening"))
    in_browser.be("elder").open("/pages/volunteers/index")
    in_browser.front.get_by_label(f"我来 {SHIFT}").filter(visible=True).first.dblclick()
    in_browser.see(f"报上了：{SHIFT}。")
    assert ask(portal, f"/rosters/{code}")["seats"]["taken"] == 2

    phone = in_wechat.held_by(DEMO_RESIDENT)
    phone.open(shift)
    lost = iter([True])

    def lose_the_answer(route: Any) -> None:
        if route.request.method == "PUT" and next(lost, False):
            route.fetch()  # the server has it
            route.abort()
        else:
            route.continue_()

    phone.page.route("**/booking", lose_the_answer)
    phone.tap("排候补")
    phone.tap("同意并继续")
    phone.see("您排在第 1 位")
    phone.page.unroute_all()
    phone.picture("mp-shift-waiting")

    in_browser.front.get_by_label(f"已报名 · 取消 {SHIFT}").filter(visible=True).first.click()
    in_browser.tap("确定取消")
    in_browser.see("已取消，谢谢您把名额让出来。")
    phone.open("/packages/rosters/mine/index")
    phone.see(SHIFT, "已报名")

    begins_soon(portal, code)
    in_browser.be("patrol_leader")
    door = told(in_browser, f"/rosters/{code}/checkin")["text"]
    phone.open(shift)
    phone.now(scanned=f"{portal.site}/rosters/other/?shown=0f")
    phone.tap("扫门口的码签到")
    phone.see("这不是这次活动的签到码")
    phone.now(scanned=door)
    phone.tap("扫门口的码签到")
    phone.see("签到成功，谢谢您来。")

    in_browser.open(f"/packages/rosters/list/index?code={code}")
    in_browser.front.get_by_label("撤销 三号楼小梅").filter(visible=True).first.click()
    in_browser.front.get_by_label("来了 三号楼小梅").filter(visible=True).first.wait_for()
    in_browser.page.context.set_offline(True)
    in_browser.front.get_by_label("来了 三号楼小梅").filter(visible=True).first.click()
    in_browser.see("1 个记号还没传上去")
    in_browser.picture("mp-list-offline")
    in_browser.page.context.set_offline(False)
    send = in_browser.button("现在传")
    until(lambda: send.count() == 0 or (send.is_enabled() and send.click()))  # it may go by itself before the tap
    expect(in_browser.front.get_by_text("个记号还没传上去")).to_have_count(0, timeout=30_000)
    states = {line["name"]: line["state"] for line in told(in_browser, f"/rosters/{code}/list")["lines"]}
    assert states["三号楼小梅"] == "attended"

    in_browser.open(evening)
    in_browser.see("不盘查、不跟踪、不拍人像", "到了 1 人", "打 110")
    in_browser.picture("mp-evening-coming")
    in_browser.tap("人到齐了，出发")
    in_browser.see("已出发。")
    point = told(in_browser, f"/shifts/{code}")["checkpoints"][0]["code"]
    phone.open(shift)
    phone.now(scanned=point)
    phone.tap("扫点位的码")
    phone.see("已记下：到了东门岗亭。")
    in_browser.open(evening)
    in_browser.see("到过")
    in_browser.tap("结束这一班")
    in_browser.front.get_by_role("dialog").locator(in_browser.buttons).filter(has_text="结束").last.click()
    in_browser.see("已结束。请确认谁来过。")
    in_browser.tap("确认谁来过")
    in_browser.tap("对，记时长")
    in_browser.see("确认好了，谢谢大家。", "待确认")
    was_an_evening(portal, code)
    in_browser.open(evening)
    in_browser.see("待确认")
    in_browser.picture("mp-evening-hours")
    in_browser.tap("按这个时间记时长（1 人）")
    in_browser.see("时长记好了", "已记")


def test_a_lecture_is_heard_from_page_to_page_and_booked_for_a_family(
    in_wechat: WeChatProgram, portal: Portal, seats: dict[str, str]
):
    phone = in_wechat.held_by(DEMO_RESIDENT)
    phone.open("/packages/lectures/list/index")
    phone.follow(LECTURE)
    phone.tap("听录音")
    phone.see("正在放", "今天讲古雄的地名。")
    calls = phone.page.evaluate("window.__calls")
    assert [call[2] for call in calls if call[0] == "listen"] == [LECTURE]
    phone.picture("mp-lecture-playing")
    phone.follow("党群服务中心二楼")
    phone.tap("报名")
    phone.front.get_by_role("radio", name="3 人").filter(visible=True).first.click()
    phone.front.get_by_role("radiogroup", name="其中几个孩子").get_by_text("1 人").first.click()
    phone.picture("mp-session-family")
    phone.front.get_by_role("dialog").locator("button").filter(has_text="报名").dblclick()
    phone.tap("同意并继续")
    phone.see("名额是您的了。", "3 人（其中 1 个孩子）")
    assert ask(portal, f"/rosters/{seats['session']}")["seats"]["taken"] == 3
    phone.back()
    expect(phone.button("暂停")).to_be_visible()
    phone.open(f"/packages/lectures/session/index?code={seats['session']}")
    phone.tap("取消报名")
    phone.tap("确定取消")
    phone.see("已取消")
    assert ask(portal, f"/rosters/{seats['session']}")["seats"]["taken"] == 0


def test_the_recording_plays_in_a_browser(in_browser: BrowserProgram, seats: dict[str, str]):
    in_browser.page.add_init_script("HTMLMediaElement.prototype.play = function () { window.heard = this.src }")
    in_browser.open(f"/packages/lectures/lecture/index?key={seats['lecture']}")
    in_browser.tap("听录音")
    in_browser.page.wait_for_function("(window.heard ?? '').includes('/recordings/')")
