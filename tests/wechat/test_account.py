"""The official account: what it answers, sealed as the question was, and its menu."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from portal.core import clock, site_search
from portal.core.ports import Registry
from portal.core.site_search import Hit, asked_words, find
from portal.pages.models import TextPage
from proposals.enums import ProposalState
from proposals.models import Photo
from tests.factories import AppointmentFactory, ContestFactory, ProposalFactory
from tests.pages.conftest import Tree
from tests.permissions.cases import client_of
from tests.wechat.portal import ADDRESS
from wechat.account import markup, menu
from wechat.account.replies import reply_to
from wechat.gateway.parsing import parsed
from wechat.models import KeywordReply, PushSeen
from wechat.standin import account
from wechat.standin.faults import Fault

pytestmark = pytest.mark.django_db
ASKED = {
    "ToUserName": "gh_x",
    "FromUserName": "o1",
    "CreateTime": 1,
    "MsgType": "text",
    "Content": "电梯",
    "MsgId": 7,
}


@pytest.fixture
def found(monkeypatch):
    """Makes the site's search find these, and nothing else."""

    def install(*hits: Hit) -> list[str]:
        asked: list[str] = []

        def engine(text: str, at_most: int) -> list[Hit]:
            asked.append(text)
            return list(hits[:at_most])

        engines: Registry = Registry("site search")
        engines.register("test", engine)
        monkeypatch.setattr(site_search, "site_search", engines)
        return asked

    return install


def answered(message, **more) -> dict:
    said = {"ToUserName": "gh_x", "FromUserName": "o1", "MsgType": "text", "Content": "电梯"} | message | more
    answer = reply_to(said, clock.now())
    return parsed(answer.encode()) if answer else {}


@pytest.mark.parametrize("encrypted", [True, False])
def test_word_is_answered_with_what_the_site_has(connected, settings, encrypted):
    connected.encrypted = encrypted
    if not encrypted:
        settings.WECHAT_OA_PUSH_KEY = ""
    first, second = ProposalFactory(title="三号楼加装电梯"), ProposalFactory(title="电梯维修基金")
    ProposalFactory(title="旧车棚变乐龄客厅")
    ProposalFactory(title="电梯草稿", state=ProposalState.DRAFT)
    said = account.say(connected, "小王", "电梯")
    assert said.startswith("为您找到这些：")
    for proposal in (first, second):
        assert f'<a href="{ADDRESS}{proposal.get_absolute_url()}">{proposal.title}</a>' in said
    assert "车棚" not in said
    assert "草稿" not in said
    assert connected.deliveries == ["text → oa: HTTP 200"]


def test_one_thing_found_comes_as_a_card(connected):
    proposal = ProposalFactory(title="三号楼加装电梯", idea="装一部。")
    Photo.objects.create(proposal=proposal, code="abc", approved_at=timezone.now())
    Photo.objects.create(proposal=proposal, code="private")
    assert account.say(connected, "小王", "电梯").split("\n") == [
        "三号楼加装电梯",
        "装一部。",
        ADDRESS + proposal.get_absolute_url(),
    ]
    answer = answered({})
    assert (answer["MsgType"], answer["ArticleCount"]) == ("news", "1")
    assert answer["Articles"]["item"]["PicUrl"] == f"{ADDRESS}/proposals/photos/abc/small.jpg"


def test_question_repeated_is_answered_again(connected):
    ProposalFactory(title="三号楼加装电梯")
    answers = [connected.push("oa", ASKED) for _n in range(2)]
    assert all(answer.taken and answer.body != b"success" for answer in answers)
    assert PushSeen.objects.count() == 1


def test_answer_goes_back_to_who_asked(found):
    found(Hit("a", "/a/"))
    answer = answered({})
    assert (answer["ToUserName"], answer["FromUserName"]) == ("o1", "gh_x")
    assert answer["CreateTime"].isdecimal()


def test_nothing_found_says_where_to_look(found):
    asked = found()
    assert "没找到" in answered({"Content": "火星" * 200})["Content"]
    assert asked == ["火星" * 100]
    assert "没找到" in answered({"Content": " ！"})["Content"]
    assert "没找到" in answered({"Content": {"a": "b"}})["Content"]
    assert len(asked) == 1
    KeywordReply.objects.create(occasion="nothing", answer="打电话问社区吧。")
    assert answered({})["Content"] == answered({"Content": ""})["Content"] == "打电话问社区吧。"


def test_staffs_own_words_come_first(found):
    asked = found(Hit("a", "/a/"))
    KeywordReply.objects.create(words="你好，您好 Hi", answer="您好！", position=1)
    KeywordReply.objects.create(words="您好", answer="第二个", position=2)
    for words in ("你好", " 您好！", "hi", "HI。"):
        assert answered({"Content": words})["Content"] == "您好！"
    assert answered({"Content": "你好吗"})["MsgType"] == "news"
    assert asked == ["你好吗"]


def test_follower_is_welcomed(connected):
    assert account.follow(connected, "小王").startswith("欢迎来到邻里")
    KeywordReply.objects.create(occasion="welcome", answer="欢迎您！")
    connected.shift = 2
    assert account.follow(connected, "小王", key="qrscene_1") == "欢迎您！"
    assert account.leave(connected, "小王") == ""


def test_menu_button_asks_as_a_word_does(connected, found):
    found(Hit("一", "/1/"), Hit("二", "/2/"))
    assert "一" in account.tap_menu(connected, "小王", "新提案")
    KeywordReply.objects.create(words="新提案", answer="看这里")
    connected.shift = 2
    assert account.tap_menu(connected, "小王", "新提案") == "看这里"


@pytest.mark.parametrize("kind", ["image", "voice", "video", "shortvideo", "location", "link"])
def test_what_is_no_word_gets_a_friendly_answer(kind):
    assert "文字" in answered({"MsgType": kind})["Content"]


@pytest.mark.parametrize(
    "message",
    [
        {"MsgType": "event", "Event": "unsubscribe"},
        {"MsgType": "event", "Event": "LOCATION"},
        {"MsgType": "event", "Event": {"a": "b"}},
        {"MsgType": "something new"},
        {"MsgType": ["text"]},
        {"MsgType": None},
        {"FromUserName": ""},
        {"ToUserName": {"a": "b"}},
    ],
)
def test_nothing_is_said_where_there_is_nothing_to_say(message):
    assert answered(message) == {}


def test_mini_programs_messages_are_not_the_accounts(connected):
    assert connected.push("mp", ASKED).body == b"success"


def test_answer_is_the_sites_language_whatever_the_caller_says(connected, client, settings):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    with translation.override(settings.LANGUAGE_CODE):
        assert account.follow(connected, "小王").startswith("欢迎来到邻里")


def test_no_words_break_out_of_the_answer(found):
    found(Hit("</a>]]><Content>坏</Content>", "/a/"), Hit("b", "/b/"))
    answer = answered({}, FromUserName="o]]>1\x01")
    assert answer["ToUserName"] == "o]]>1"
    assert "〈/a〉]]〉" in answer["Content"]
    assert set(answer) == {"ToUserName", "FromUserName", "CreateTime", "MsgType", "Content"}


@pytest.mark.parametrize("words", ["好" * 2000, "好" * 600 + "\n" + "坏" * 600, "好\n" + "坏" * 2000])
def test_long_words_are_cut_to_what_wechat_takes(words):
    answer = parsed(markup.text("a", "b", clock.now(), words).encode())["Content"]
    assert len(answer.encode()) <= markup.LONGEST
    assert answer.endswith("…")
    assert words.startswith(answer[:-1])


def test_answer_takes_few_queries_and_no_call(connected, django_assert_num_queries):
    ProposalFactory(title="三号楼加装电梯")
    answered({})
    with django_assert_num_queries(7):  # staff's words, the index, closed pages, pages, contests, proposals, photos
        answered({})
    ProposalFactory.create_batch(2, title="三号楼加装电梯")
    with django_assert_num_queries(7):
        answered({})
    assert not connected.calls


# The plain look-up


def test_words_that_ask_are_not_looked_for():
    assert asked_words("请问加装电梯怎么投票？") == ["加装", "电梯", "投票"]
    assert asked_words("什么") == ["什么"]
    assert asked_words("WiFi 覆盖") == ["wifi", "覆盖"]
    assert asked_words("！") == []


def test_best_title_comes_first():
    ProposalFactory(title="电梯里的广告")
    best = ProposalFactory(title="三号楼加装电梯")
    contest = ContestFactory(title="电梯提案大赛")
    ContestFactory(title="电梯", announced_at=None)
    hits = find("加装电梯", at_most=3)
    assert hits[0].title == best.title
    assert [hit.url for hit in hits if hit.title == contest.title] == [contest.get_absolute_url()]
    assert len(hits) == 3
    assert len(find("加装电梯", at_most=1)) == 1
    assert find("！") == find("没有这种东西") == []


def test_page_is_found_by_its_title():
    home = Tree().home
    home.add_child(instance=TextPage(title="无障碍说明", slug="a11y", search_description="怎么放大"))
    home.add_child(instance=TextPage(title="无障碍草稿", slug="a12y", live=False))
    (hit,) = find("无障碍")
    assert (hit.title, hit.summary) == ("无障碍说明", "怎么放大")
    assert hit.url.endswith("/a11y/")


# What staff keep


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"words": "，、 "}, "words"),
        ({"words": ""}, "words"),
        ({"words": "好", "answer": "好" * 667}, "answer"),
    ],
)
def test_automatic_answer_that_cannot_work_is_refused(fields, field):
    with pytest.raises(ValidationError) as error:
        KeywordReply(**{"answer": "a"} | fields).full_clean()
    assert field in error.value.message_dict


def test_database_keeps_one_welcome():
    KeywordReply.objects.create(occasion="welcome", answer="a")
    for wrong in ({"occasion": "welcome", "answer": "b"}, {"words": "", "answer": "a"}, {"words": "a", "answer": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            KeywordReply.objects.create(**wrong)
    assert str(KeywordReply(words="你好")) == "你好"
    assert str(KeywordReply(occasion="welcome")) == "有人关注公众号"


def test_administrator_writes_answers(connected):
    admin = client_of(AppointmentFactory(role="district_admin", community=None).user)
    answer = admin.post(
        "/admin/wechat-replies/new/", {"occasion": "words", "words": "在吗", "answer": "在的。", "position": "0"}
    )
    assert answer.status_code == 302
    assert account.say(connected, "小王", "在吗？") == "在的。"
    assert "在的。" in admin.get("/admin/wechat-replies/").content.decode()


# The menu


def published(tmp_path, content, *options: str) -> str:
    file, out = tmp_path / "menu.json", StringIO()
    file.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    call_command("wechat_menu", str(file), *options, stdout=out)
    return out.getvalue()


VIEW = {"name": "首页", "type": "view", "url": "/"}


@pytest.mark.django_db(transaction=True)
def test_menu_is_published_from_a_file(connected, tmp_path):
    more = {
        "name": "更多",
        "sub_button": [VIEW | {"name": "很长很长的一个名字"}, {"name": "找", "type": "click", "key": "你好"}],
    }
    said = published(tmp_path, {"button": [VIEW, more]})
    assert connected.menu["button"][0] == VIEW | {"url": f"{ADDRESS}/"}
    assert [below["name"] for below in connected.menu["button"][1]["sub_button"]] == ["很长很长的一个名字", "找"]
    assert "  找  click  你好" in said


@pytest.mark.django_db(transaction=True)
def test_our_own_menu_is_one_wechat_takes(connected):
    call_command("wechat_menu", stdout=StringIO())
    assert len(connected.menu["button"]) == 3


def test_dry_run_publishes_nothing(connected, tmp_path):
    assert "nothing was published" in published(tmp_path, {"button": [VIEW]}, "--dry-run")
    assert not connected.calls


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "not JSON"),
        ("[]", "button"),
        ({"button": {}}, "button"),
        ({"button": []}, "0 buttons"),
        ({"button": [VIEW] * 4}, "4 buttons"),
        ({"button": ["x"]}, "1: a button is an object"),
        ({"button": [VIEW | {"name": ""}]}, "1: its name"),
        ({"button": [VIEW | {"name": "六个字太长了"}]}, "16 bytes"),
        ({"button": [VIEW, {"name": "更多", "sub_button": [VIEW | {"name": "长" * 21}]}]}, "2.1: its name has 1 to 60"),
        ({"button": [{"name": "更多", "sub_button": []}]}, "1 to 5"),
        ({"button": [{"name": "更多", "sub_button": [VIEW] * 6}]}, "1 to 5"),
        ({"button": [{"name": "更多", "sub_button": [{"name": "三", "sub_button": [VIEW]}]}]}, "no third row"),
        ({"button": [{"name": "空"}]}, "its type is one of"),
        ({"button": [VIEW | {"type": "dance"}]}, "its type is one of"),
        ({"button": [VIEW | {"url": "javascript:1"}]}, "begins with https://"),
        ({"button": [VIEW | {"url": "https://a/" + "x" * 1024}]}, "'url' of at most 1024"),
        ({"button": [{"name": "a", "type": "click"}]}, "'key'"),
        ({"button": [{"name": "a", "type": "miniprogram", "url": "/", "appid": "wx"}]}, "'pagepath'"),
    ],
)
def test_menu_that_wechat_would_not_take_is_refused(connected, tmp_path, content, said):
    with pytest.raises(CommandError, match="Nothing was published") as error:
        published(tmp_path, content)
    assert said in str(error.value)
    assert not connected.calls


def test_all_that_is_wrong_with_a_menu_is_said_at_once():
    with pytest.raises(menu.BadMenu) as error:
        menu.read_menu(json.dumps({"button": [{"name": ""}, VIEW, {"name": "a", "type": "click"}, VIEW]}))
    assert len(error.value.complaints) == 4


def test_menu_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("wechat_menu", str(tmp_path / "gone.json"))


@pytest.mark.django_db(transaction=True)
def test_menu_that_wechat_does_not_take_is_said(connected, tmp_path, settings):
    connected.faults.plan(Fault("/cgi-bin/menu/create", code=40016))
    with pytest.raises(CommandError, match="40016"):
        published(tmp_path, {"button": [VIEW]})
    settings.WECHAT_OA_SECRET = ""
    with pytest.raises(CommandError, match="WECHAT_OA_SECRET"):
        published(tmp_path, {"button": [VIEW]})


@pytest.mark.django_db(transaction=True)
def test_account_answers_over_http_within_its_time(standin, live_server, settings):
    settings.WAGTAILADMIN_BASE_URL = live_server.url
    standin.portal = live_server.url
    ProposalFactory(title="三号楼加装电梯")
    began = clock.now()
    assert "三号楼加装电梯" in account.say(standin, "小王", "电梯")
    assert clock.now() - began < timedelta(seconds=5)
