"""A resident's ways through a contest, on a phone: reading, writing, seconding, talking, voting, reading the result."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SMALL_CONTEST, BIG_CONTEST, FINISHED = "家门口小事", "梅山街道第三届", "古雄街道第一届"


def photo() -> dict:
    raw = io.BytesIO()
    Image.new("RGB", (640, 480), "#8aa").save(raw, "JPEG")
    return {"name": "yupeng.jpg", "mimeType": "image/jpeg", "buffer": raw.getvalue()}


def contest_page(visitor, title: str):
    page = visitor.go("/proposals/")
    page.get_by_role("link", name=re.compile(title)).first.click()
    return page


def on(page) -> None:
    page.locator("button[name=go][value=next]").click()


def test_anybody_reads_and_signs_in_where_they_were_going(phone):
    page = contest_page(phone, BIG_CONTEST)
    phone.look_over()
    page.get_by_role("link", name="旧车棚变").first.click()
    proposal = page.url
    phone.look_over()
    phone.picture("proposal-phone")
    page.locator("#box-vote").click()
    page.wait_for_url("**/accounts/login/**")
    phone.look_over()
    page.locator("a[href*='/demo/personas/']").click()
    page.locator("button[name=persona][value=resident]").click()
    assert page.url.split("?")[0].split("#")[0] == proposal


def test_resident_votes_with_one_tap_and_takes_it_back(phone):
    phone.sign_in("resident", "/proposals/")
    page = contest_page(phone, BIG_CONTEST)
    page.locator("a[href$='/vote/']").first.click()
    phone.look_over()
    slots = page.locator("#slots")
    left = int(slots.get_attribute("data-left"))
    card = page.locator(".ballot-card:not(.chosen)").first
    mark = card.get_attribute("id")
    card.locator("button").click()
    expect(slots).to_have_attribute("data-left", str(left - 1))
    expect(page.locator(f"#{mark}")).to_have_class(re.compile("chosen"))
    phone.picture("ballot-phone")
    page.reload()
    expect(page.locator("#slots")).to_have_attribute("data-left", str(left - 1))
    page.locator(f"#{mark} button").click()
    expect(slots).to_have_attribute("data-left", str(left))


def test_resident_votes_without_scripts(plain_phone):
    plain_phone.sign_in("elder", "/proposals/")
    page = contest_page(plain_phone, BIG_CONTEST)
    page.locator("a[href$='/vote/']").first.click()
    left = int(page.locator("#slots").get_attribute("data-left"))
    page.locator(".ballot-card:not(.chosen) button").first.click()
    assert int(page.locator("#slots").get_attribute("data-left")) == left - 1
    page.locator(".ballot-card.chosen button").first.click()
    assert int(page.locator("#slots").get_attribute("data-left")) == left


def test_resident_writes_a_proposal_one_question_a_screen(phone):
    phone.sign_in("resident", "/proposals/")
    page = contest_page(phone, SMALL_CONTEST)
    page.locator("a[href$='/new/']").first.click()
    page.locator("main form button.primary").click()
    page.wait_for_url("**/what/")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("[name=title]").fill("单元门口装一盏感应灯")
    phone.picture("writing-phone")
    page.reload()
    expect(page.locator("[name=title]")).to_have_value("单元门口装一盏感应灯")
    phone.look_over()
    on(page)
    page.locator("[name=place]").fill("梅欣3号楼二单元门口")
    on(page)
    page.locator("[name=problem]").fill("晚上八点以后门口漆黑一片，老人摸不到钥匙孔。")
    on(page)
    page.locator("[name=idea]").fill("在雨棚下装一盏人来就亮的灯，一晚用不了一度电。")
    on(page)
    page.locator("input[name=photo]").set_input_files(photo())
    expect(page.locator(".photos img")).to_be_visible()
    on(page)
    page.locator("[name=label-0]").fill("感应灯与安装")
    page.locator("[name=amount-0]").fill("600")
    on(page)
    page.locator("[name=category]").first.check()
    on(page)
    page.wait_for_url("**/check/")
    phone.look_over()
    if page.locator("#consent").count():
        page.locator("#consent").check()
    page.locator("form[action$='/submit/'] button").click()
    page.wait_for_load_state()
    phone.look_over()
    phone.go("/me/")
    expect(page.get_by_text("单元门口装一盏感应灯").first).to_be_visible()
    phone.look_over()
    phone.picture("mine-phone")


def test_resident_seconds_follows_and_speaks(desk):
    desk.sign_in("elder", "/proposals/")
    page = contest_page(desk, SMALL_CONTEST)
    page.locator(".card h3 a, .rows a").filter(has_text=re.compile("[一-龥]")).first.wait_for()
    desk.look_over()
    page.locator("#proposals a[href^='/proposals/'], .cards a[href^='/proposals/']").first.click()
    page.locator("#box-second").click()
    expect(page.locator("#box input[name=back]").first).to_be_attached()
    page.locator("#say textarea").fill("赞成，晚上回家方便多了。")
    page.locator("#say input[name=stance]").first.check()
    page.locator("#say button[type=submit]").click()
    expect(page.get_by_text("赞成，晚上回家方便多了。").first).to_be_visible()
    desk.look_over()
    desk.picture("proposal-desk")


def test_everybody_reads_the_result_and_its_reasons(desk):
    page = contest_page(desk, FINISHED)
    page.locator("a[href$='/result/']").first.click()
    expect(page.locator(".bars li").first).to_be_visible()
    expect(page.locator("a[href$='.csv']").first).to_be_visible()
    desk.look_over()
    desk.picture("result-desk")


def test_large_type_keeps_every_function(phone):
    phone.go("/")
    phone.page.locator("form[action='/elder/'] button").first.click()
    expect(phone.page.locator("html")).to_have_attribute("data-mode", "elder")
    phone.look_over()
    phone.picture("home-elder")
    page = contest_page(phone, BIG_CONTEST)
    phone.look_over()
    page.get_by_role("link", name="旧车棚变").first.click()
    phone.look_over()
    phone.picture("proposal-elder")
    expect(page.locator("#box-vote, #dock-vote").first).to_be_visible()
    contest_page(phone, FINISHED).locator("a[href$='/result/']").first.click()
    phone.look_over()
    phone.go("/proposals/")
    phone.look_over()


def test_home_and_directory_hold_on_both_screens(phone, desk):
    for visitor, name in ((phone, "phone"), (desk, "desk")):
        visitor.go("/")
        visitor.look_over()
        visitor.picture(f"home-{name}")
        visitor.page.get_by_role("link", name="街道与社区").first.click()
        visitor.look_over()
        visitor.go("/demo/personas/")
        visitor.look_over()
