"""The content screen `wechat`, against the stand-in over HTTP."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.core import clock
from portal.moderation.actions import submit_for_moderation
from portal.moderation.enums import Scene, SubmissionState, Verdict
from portal.moderation.models import Submission
from portal.moderation.ports import Finding, Words, content_screens, moderated_kinds
from portal.moderation.views.cards import verdict_words
from tests.factories import ResidentFactory, UserFactory
from tests.wechat.portal import mini_program_person
from wechat.checks.labels import label_words
from wechat.checks.words import WeChatScreen, pieces
from wechat.gateway.screening import LONGEST
from wechat.models import WeChatIdentity
from wechat.standin.faults import Fault

pytestmark = pytest.mark.django_db(transaction=True)
CHECK = "/wxa/msg_sec_check"


def checked(author, text="楼道灯坏了。", title="标题", scene=Scene.FORUM) -> Finding | None:
    return WeChatScreen().check(Words(title, text, author, scene))


@pytest.mark.parametrize(
    ("text", "verdict", "label"),
    [
        ("楼道灯坏了。", Verdict.PASS, ""),
        ("[[review]]", Verdict.REVIEW, "21000"),
        ("[[risky:20008]]", Verdict.RISKY, "20008"),
    ],
)
def test_words_get_wechats_opinion(standin, text, verdict, label):
    assert checked(mini_program_person(standin), text) == Finding(verdict, label)
    assert standin.count(CHECK) == 1


@pytest.mark.parametrize(
    ("scene", "number"), [(Scene.PROFILE, 1), (Scene.COMMENT, 2), (Scene.FORUM, 3), (Scene.LOG, 4)]
)
def test_wechat_is_told_where_the_words_stand_and_who_wrote_them(standin, scene, number):
    author = mini_program_person(standin, alias="爱种花的邻居")
    checked(author, "好。", "路灯", scene)
    assert standin.calls[-1]["body"] == {
        "version": 2,
        "openid": standin.person("小王").openid("mp"),
        "scene": number,
        "content": "好。",
        "title": "路灯",
        "nickname": "爱种花的邻居",
    }


def test_what_has_a_title_alone_is_checked_by_its_title(standin):
    author = mini_program_person(standin)
    assert checked(author, " \n", "[[risky]]").verdict == Verdict.RISKY
    assert checked(author, "", "").verdict == Verdict.REVIEW
    assert standin.count(CHECK) == 1


def test_long_words_are_checked_in_pieces_until_one_is_risky(standin):
    author, sentence = mini_program_person(standin), "这是一句不短的话。"
    long = sentence * 400
    assert checked(author, long).verdict == Verdict.PASS
    assert standin.count(CHECK) == 2
    assert checked(author, long + "[[review:20012]]").label == "20012"
    assert standin.count(CHECK) == 4
    assert checked(author, "[[risky]]" + long).verdict == Verdict.RISKY
    assert standin.count(CHECK) == 5
    assert "".join(call["body"]["content"] for call in standin.calls if call["path"] == CHECK)[: len(long)] == long


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("", []),
        ("  ", []),
        ("好" * LONGEST, [LONGEST]),
        ("好" * (LONGEST + 1), [LONGEST, 1]),
        ("好" * 2000 + "。" + "坏" * 1000, [2001, 1000]),
        ("“" + "好" * 2000 + "！”" + "坏" * 1000, [2003, 1000]),
        ("好" * 2000 + "\n\n" + "坏" * 1000, [2000, 1000]),
        ("。" * (2 * LONGEST), [LONGEST, LONGEST]),
    ],
)
def test_pieces_end_where_sentences_do(text, lengths):
    assert [len(piece) for piece in pieces(text)] == lengths


def test_nobody_asks_where_there_is_no_mini_program(standin, settings):
    author = mini_program_person(standin)
    settings.WECHAT_MP_SECRET = ""
    assert checked(author) is None
    assert not standin.calls


def test_author_without_wechat_is_read_by_a_person(standin):
    assert checked(ResidentFactory().user) == Finding(Verdict.REVIEW)
    assert checked(UserFactory()) == Finding(Verdict.REVIEW)
    assert not standin.calls


def test_author_who_was_not_there_for_two_hours_is_read_by_a_person(standin):
    author = mini_program_person(standin)
    WeChatIdentity.objects.update(seen_at=clock.now() - timedelta(hours=2))
    assert checked(author) == Finding(Verdict.REVIEW)
    assert not standin.calls


def test_openid_is_the_authors_own_of_the_mini_program(standin):
    author, other = mini_program_person(standin, "小王"), mini_program_person(standin, "李叔叔")
    oa = standin.person("小王").openid("oa")
    WeChatIdentity.objects.create(user=author, app=standin.apps["oa"][0], openid=oa, seen_at=clock.now())
    checked(other)
    checked(author)
    asked = [call["body"]["openid"] for call in standin.calls if call["path"] == CHECK]
    assert asked == [standin.person("李叔叔").openid("mp"), standin.person("小王").openid("mp")]


def test_wechat_that_has_not_seen_the_author_leaves_it_to_a_person(standin):
    author = mini_program_person(standin)
    standin.shift = 2 * 3600 + 1
    assert checked(author) == Finding(Verdict.REVIEW)
    assert standin.count(CHECK) == 1


@pytest.mark.parametrize(
    ("fault", "verdict"),
    [
        ({"code": -1}, Verdict.UNAVAILABLE),
        ({"code": 45009}, Verdict.UNAVAILABLE),
        ({"code": 45011}, Verdict.UNAVAILABLE),
        ({"code": 40129}, Verdict.UNAVAILABLE),
        ({"code": 61010}, Verdict.REVIEW),
        ({"code": 40003}, Verdict.REVIEW),
        ({"html": True}, Verdict.UNAVAILABLE),
        ({"status": 502}, Verdict.UNAVAILABLE),
        ({"hang_up": True}, Verdict.UNAVAILABLE),
    ],
)
def test_trouble_never_lets_anything_pass(standin, fault, verdict):
    author = mini_program_person(standin)
    standin.faults.plan(Fault(CHECK, **fault))
    assert checked(author) == Finding(verdict)


def test_wrong_secret_is_no_opinion_on_the_author(standin, settings):
    author = mini_program_person(standin)
    settings.WECHAT_MP_SECRET = "wrong"
    assert checked(author) == Finding(Verdict.UNAVAILABLE)


def test_every_documented_label_has_words():
    for label in ("10001", "20001", "20002", "20003", "20006", "20008", "20012", "20013", "21000"):
        assert WeChatScreen().in_words(label)
    assert label_words("100") == label_words("unheard") == ""


@pytest.mark.parametrize(
    ("text", "state", "said"),
    [
        ("好。", SubmissionState.PUBLISHED, "没发现问题"),
        ("[[risky:20008]]", SubmissionState.QUEUED, "诈骗"),
        ("[[review:20012]]", SubmissionState.QUEUED, "低俗"),
    ],
)
def test_comment_is_screened_by_wechat_in_the_worker(standin, run_outbox, monkeypatch, text, state, said):
    """Through the whole of moderation: handed in, promised, asked outside any transaction, decided or queued."""
    comment = moderated_kinds.get("comment")
    monkeypatch.setitem(moderated_kinds._items, "comment", _harmless(comment))
    author = mini_program_person(standin)
    submission = submit_for_moderation(
        kind="comment",
        community=author.resident.community,
        author=author,
        title="",
        text=text,
        url="/",
        now=clock.now(),
    )
    assert not standin.calls
    run_outbox()
    found = Submission.objects.get(pk=submission.pk)
    assert found.state == state
    assert said in verdict_words(found)[0]
    assert standin.calls[-1]["body"]["scene"] == 2


def _harmless(kind):
    """The kind without its room: nothing stands behind the submission."""
    return replace(kind, on_decision=lambda *given: None, trusts=None)


def test_screen_is_asked_by_its_name():
    assert isinstance(content_screens.get("wechat"), WeChatScreen)
