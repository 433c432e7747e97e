"""What is filled in, from every kind of news that this installation has."""

import pytest
from django.utils import translation

from portal.notices.enums import Importance
from portal.notices.models import Notice
from portal.notices.ports import NoticeKind, notice_kinds
from tests.wechat.messages.conftest import MORNING
from wechat.messages.filling import SOURCES, examples, field_complaint, fill, page_complaint
from wechat.messages.keywords import Misfit
from wechat.messages.news import examples_of, outcome

KINDS = notice_kinds.names()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_an_outcome_of_five_characters(kind):
    assert examples_of(kind), "give the new kind of news an example and an outcome in wechat/messages/news.py"
    assert field_complaint("phrase1", "{outcome}", [kind], MORNING) == ""


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_fits_a_thing_for_every_kind(source):
    assert field_complaint("thing1", f"{{{source}}}", KINDS, MORNING) == ""


def test_every_kind_can_be_shown_as_it_arrives():
    shown = examples([("thing1", "{title}"), ("date2", "{date}")], "pages/x/y?u={url}&s={subject}", KINDS, MORNING)
    assert len(shown) == len(KINDS)
    assert {filled.data["date2"] for filled in shown} == {"2026年11月24日"}
    assert shown[0].page == "pages/x/y?u=%2Fnotices%2F&s=abc123"


def test_kind_of_a_room_that_is_not_known_here_is_shown_plainly(monkeypatch):
    kind = NoticeKind("new.room", "new", Importance.ORDINARY, lambda fields: fields["what"], lambda fields: "")
    monkeypatch.setitem(notice_kinds._items, "new.room", kind)
    (shown,) = examples([("thing1", "{title}"), ("phrase2", "{outcome}")], "pages/x/y", ["new.room"], MORNING)
    assert shown.data == {"thing1": "旧车棚变乐龄客厅", "phrase2": "有新进展"}


def test_outcome_of_a_happening_that_came_later_is_plain():
    for kind in ("moderation.decided", "proposals.followed"):
        with translation.override("zh-hans"):
            assert outcome(Notice(kind=kind, fields={})) == "有新进展"


def test_example_that_does_not_fit_says_which_field():
    with pytest.raises(Misfit, match=r"^number1: "):
        examples([("number1", "{title}")], "pages/x/y", KINDS[:1], MORNING)


@pytest.mark.parametrize(
    ("keyword", "text", "complaint"),
    [
        ("thing1", "{about}", ""),
        ("phrase1", "{community}", "“共青团路社区”有 6 个字符"),
        ("phrase1", "已通过", ""),
        ("phrase1", "{about}", "“旧车棚变乐龄客厅”有 8 个字符"),
        ("date1", "{time}", ""),
        ("time1", "{date}", "不符合"),
        ("thing1", "", "空"),
        ("thing1", "{author}", "没有 {author} 这一项"),
        ("thing1", "{about", "花括号"),
        ("thing1", "{about.__class__}", "花括号"),
        ("title", "{about}", "不是微信的关键词"),
    ],
)
def test_field_check_says_exactly_what_is_wrong(keyword, text, complaint):
    found = field_complaint(keyword, text, ["moderation.decided"], MORNING)
    assert complaint in found if complaint else found == ""


@pytest.mark.parametrize(
    ("page", "fine"),
    [
        ("pages/notices/index?code={notice}", True),
        ("pages/open/index?to={url}&s={subject}", True),
        ("sub/pages/x/index", True),
        ("/pages/notices/index", False),
        ("https://example.org/pages/x", False),
        ("pages", False),
        ("pages/x y", False),
        ("pages/x/y?who={name}", False),
    ],
)
def test_page_check(page, fine):
    assert (page_complaint(page) == "") == fine


def test_words_of_a_kind_that_is_gone_are_plain(person):
    notice = Notice(kind="gone", subject="abc", recipient=person.user, created_at=MORNING, fields={})
    filled = fill([["thing1", "{kind}"], ["thing2", "{title}"]], "pages/x/y", notice)
    assert filled.data == {"thing1": "通知", "thing2": "abc"}
