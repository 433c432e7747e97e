"""The site's pages of a discussion, with htmx and without, for each persona."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.discussions.actions import answer_officially
from portal.discussions.enums import CommentState
from portal.discussions.models import Comment, CommentReport, Thread, ThreadFollow
from portal.discussions.views.moderated import prepare_inbox, show_in_inbox
from portal.moderation.models import Submission
from tests.factories import AppointmentFactory, CommentFactory, ResidentFactory, ThreadFactory, UserFactory, busy_thread

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def htmx(target: str, page: str = "/proposals/x/") -> dict[str, str]:
    return {"HX-Request": "true", "HX-Target": target, "HX-Current-URL": f"http://testserver{page}?a=b"}


def address(name, *codes) -> str:
    return reverse(f"discussions:{name}", args=codes)


@pytest.fixture
def comment(thread):
    return CommentFactory(thread=thread, stance="for")


@pytest.fixture
def people(comment, neighbour, moderator):
    return {
        "nobody": None,
        "neighbour": neighbour,
        "author": comment.author,
        "moderator": moderator,
        "foreign moderator": AppointmentFactory().user,
    }


SIGN_IN = 302
GETS = {
    #                    thread comment edit remove report
    "nobody": [200, 200, SIGN_IN, SIGN_IN, SIGN_IN],
    "neighbour": [200, 200, 403, 403, 200],
    "author": [200, 200, 200, 200, 403],
    "moderator": [200, 200, 403, 403, 200],
    "foreign moderator": [200, 200, 403, 403, 200],
}


@pytest.mark.parametrize("who", GETS)
def test_every_page_answers_each_persona(people, comment, who):
    client, here = signed_in(people[who]), (comment.thread.code, comment.code)
    pages = [address("thread", here[0]), *(address(name, *here) for name in ("comment", "edit", "remove", "report"))]
    answers = [client.get(page) for page in pages]
    assert [answer.status_code for answer in answers] == GETS[who]
    if who == "nobody":
        assert all(answer["Location"].startswith("/accounts/login/?next=") for answer in answers[2:])


POSTS = {
    #                       write answer follow edit remove report
    "nobody": ["login", "login", "login", "login", "login", "login"],
    "neighbour": ["back", 403, "back", 403, 403, "back"],
    "author": ["back", 403, "back", "back", "back", 403],
    "moderator": ["back", "back", "back", 403, 403, "back"],
    "foreign moderator": ["back", 403, "back", 403, 403, "back"],
}


@pytest.mark.parametrize("act", range(6))
@pytest.mark.parametrize("who", POSTS)
def test_every_form_answers_each_persona(people, comment, who, act):
    here = comment.thread.code, comment.code
    name = ["write", "answer", "follow", "edit", "remove", "report"][act]
    body = {"text": "新的话", "on": "1", "reason": "abuse", "next": "/proposals/x/"}
    answer = signed_in(people[who]).post(address(name, *(here if act > 2 else here[:1])), body)
    match POSTS[who][act]:
        case "login":
            assert answer["Location"].startswith("/accounts/login/?next=")
        case "back":
            assert answer["Location"] == "/proposals/x/#thread"
        case status:
            assert answer.status_code == status
    if POSTS[who][act] != "back":
        assert Comment.objects.count() == 1
        assert not CommentReport.objects.exists()


@pytest.mark.parametrize("name", ["write", "answer", "follow"])
def test_forms_are_sent_not_fetched(thread, name):
    assert signed_in(None).get(address(name, thread.code)).status_code == 405


def test_a_thread_that_is_not_public_does_not_exist_for_others(comment, neighbour):
    Thread.objects.update(is_public=False)
    here, client = (comment.thread.code, comment.code), signed_in(neighbour)
    assert client.get(address("thread", here[0])).status_code == 404
    assert client.post(address("write", here[0]), {"text": "好"}).status_code == 404
    for name in ("comment", "edit", "remove", "report"):
        assert client.get(address(name, *here)).status_code == 404


def test_a_page_shows_what_was_said_and_hides_what_was_not_published(thread, neighbour):
    CommentFactory(thread=thread, text="<b>粗体</b>只是字", stance="against")
    CommentFactory(thread=thread, text="还没审核的话", state=CommentState.PENDING)
    text = signed_in(neighbour).get(address("thread", thread.code)).content.decode()
    assert "&lt;b&gt;粗体&lt;/b&gt;只是字" in text
    assert "担心" in text
    assert "还没审核的话" not in text


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_the_same_however_much_was_said(rows, django_assert_num_queries):
    thread = busy_thread(rows, rows)
    client = signed_in(None)
    client.get("/healthz")
    with django_assert_num_queries(5):
        client.get(address("thread", thread.code))


def test_further_comments_come_as_rows_for_htmx_and_as_a_page_without():
    thread = busy_thread(25)
    client, page = signed_in(None), address("thread", thread.code)
    cursor = client.get(page).context["discussion"].next_cursor
    rows = client.get(page, {"cursor": cursor}, headers=htmx("thread-more"))
    whole = client.get(page, {"cursor": cursor})
    assert rows.content.decode().count('<article class="comment"') == 5
    assert "<html" not in rows.content.decode()
    assert "HX-Target" in rows["Vary"]
    assert "<html" in whole.content.decode()
    assert "回到开头" in whole.content.decode()
    assert client.get(page, {"cursor": "forged"}).status_code == 422


def test_a_side_is_chosen_in_place(comment):
    page = address("thread", comment.thread.code)
    part = signed_in(None).get(page, {"stance": "against"}, headers=htmx("thread-body")).content.decode()
    assert part.lstrip().startswith('<div class="thread-body"')
    assert comment.text not in part
    assert 'value="/proposals/x/"' in part


def test_writing_by_htmx_swaps_the_discussion_in_and_says_so(thread, neighbour):
    answer = signed_in(neighbour).post(
        address("write", thread.code),
        {"text": "能不能留一块小黑板？", "stance": "for", "next": "/proposals/x/"},
        headers=htmx("thread-body"),
    )
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "能不能留一块小黑板？" in text
    assert 'id="thread-status" hx-swap-oob="innerHTML"' in text
    assert "已收到，等待审核" in text


def test_writing_without_scripts_leads_back_with_a_message(thread, neighbour):
    answer = signed_in(neighbour).post(address("write", thread.code), {"text": "好"})
    assert answer["Location"] == f"{address('thread', thread.code)}#thread"
    assert "已收到" in str(next(iter(get_messages(answer.wsgi_request))))


def test_an_address_elsewhere_is_no_way_back(thread, neighbour):
    answer = signed_in(neighbour).post(address("write", thread.code), {"text": "好", "next": "https://evil.example/x"})
    assert answer["Location"] == f"{address('thread', thread.code)}#thread"


def test_what_did_not_pass_is_still_there_without_scripts(thread, neighbour):
    answer = signed_in(neighbour).post(address("write", thread.code), {"text": "长" * 1001, "stance": "for"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "长" * 1001 in text
    assert 'value="for" checked' in text
    assert "超过 1000 字" in text


def test_what_did_not_pass_stays_untouched_by_htmx(thread, neighbour):
    answer = signed_in(neighbour).post(address("write", thread.code), {"text": ""}, headers=htmx("thread-body"))
    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#thread-status")
    assert "先写点什么" in answer.content.decode()


def test_a_refusal_that_no_change_of_words_helps_is_a_page(neighbour):
    thread = ThreadFactory(closes_at=timezone.now())
    answer = signed_in(neighbour).post(address("write", thread.code), {"text": "好"})
    assert answer.status_code == 409
    assert "讨论已经结束" in answer.content.decode()


@pytest.mark.parametrize("reply", [False, True])
def test_what_was_written_before_signing_in_is_there_afterwards(thread, comment, neighbour, reply):
    client, above = signed_in(None), comment.code if reply else ""
    body = {"text": "登录前写的话", "parent": above, "stance": "", "next": address("thread", thread.code)}
    answer = client.post(address("write", thread.code), body)
    page = address("comment", thread.code, above) if reply else address("thread", thread.code)
    assert answer["Location"] == f"/accounts/login/?next={page}%23{f'reply-{above}' if reply else 'say'}"
    client.force_login(neighbour)
    assert client.get(page).content.decode().count("登录前写的话</textarea>") == 1
    client.post(address("write", thread.code), body)
    assert "登录前写的话</textarea>" not in client.get(page).content.decode()


def test_the_form_to_reply_with_comes_when_it_is_asked_for(comment, neighbour):
    page = address("comment", comment.thread.code, comment.code)
    form = signed_in(neighbour).get(page, headers=htmx(f"reply-{comment.code}")).content.decode()
    assert "<html" not in form
    assert f'name="parent" value="{comment.code}"' in form
    assert 'value="/proposals/x/"' in form
    assert "autofocus" in form


def test_signing_in_is_asked_by_htmx_too(thread):
    for name in ("write", "follow"):
        answer = signed_in(None).post(address(name, thread.code), {"text": "好", "on": "1"}, headers=htmx("x"))
        assert answer["HX-Redirect"].startswith("/accounts/login/?next=/discussions/")


def test_an_answer_is_published_in_place_or_leads_back(thread, moderator):
    client = signed_in(moderator)
    part = client.post(address("answer", thread.code), {"text": "可行"}, headers=htmx("thread-body")).content.decode()
    assert "已发布并置顶" in part
    assert "comment pinned" in part
    assert client.post(address("answer", thread.code), {"text": " "}).status_code == 422


def test_following_is_a_switch(thread, neighbour):
    client = signed_in(neighbour)
    part = client.post(address("follow", thread.code), {"on": "1"}, headers=htmx("follow")).content.decode()
    assert 'aria-pressed="true"' in part
    assert ThreadFollow.objects.exists()
    assert client.post(address("follow", thread.code), {"on": "0"}).status_code == 302
    assert not ThreadFollow.objects.exists()


def test_a_comment_has_a_page_with_all_its_replies(comment):
    replies = [CommentFactory(parent=comment) for _ in range(22)]
    page, client = address("comment", comment.thread.code, comment.code), signed_in(None)
    assert client.get(page).content.decode().count('<article class="comment"') == 21
    more = f"more-{comment.code}"
    rows = client.get(page, {"from": "4"}, headers=htmx(more)).content.decode()
    assert "<html" not in rows
    assert rows.count('<article class="comment"') == 19
    assert replies[2].code not in rows
    later = client.get(page, {"from": "4"}).content.decode()
    assert "显示前面的回复" in later
    assert client.get(page, {"from": "x"}).status_code == 200


def test_the_address_of_a_reply_leads_to_it(comment, neighbour):
    reply = CommentFactory(parent=comment)
    waiting = CommentFactory(parent=comment, author=neighbour, state=CommentState.PENDING)
    above = address("comment", comment.thread.code, comment.code)
    client = signed_in(neighbour)
    assert client.get(reply.get_absolute_url())["Location"] == f"{above}?from=1#c-{reply.code}"
    assert client.get(waiting.get_absolute_url())["Location"] == f"{above}#c-{waiting.code}"
    assert waiting.text in client.get(above).content.decode()


def test_changing_keeps_what_did_not_pass(comment):
    page, client = address("edit", comment.thread.code, comment.code), signed_in(comment.author)
    assert comment.text in client.get(page).content.decode()
    refused = client.post(page, {"text": " "})
    assert (refused.status_code, "先写点什么" in refused.content.decode()) == (422, True)
    client.post(page, {"text": "改过的话", "stance": ""})
    comment.refresh_from_db()
    assert (comment.text, comment.stance, comment.state) == ("改过的话", "", CommentState.PENDING)


def test_what_is_too_old_or_a_reply_says_so_in_its_form(comment, thread):
    late = CommentFactory(thread=thread, author=comment.author, submitted_at=timezone.now() - timedelta(minutes=15))
    returned = CommentFactory(parent=comment, author=comment.author, state=CommentState.RETURNED)
    client = signed_in(comment.author)
    assert client.get(address("edit", thread.code, late.code)).status_code == 403
    assert client.post(address("edit", thread.code, late.code), {"text": "好"}).status_code == 409
    form = client.get(address("edit", thread.code, returned.code)).content.decode()
    assert "按退回的意见" in form
    assert 'name="stance"' not in form


def test_removing_asks_first(comment):
    page, client = address("remove", comment.thread.code, comment.code), signed_in(comment.author)
    assert "删除这条留言？" in client.get(page).content.decode()
    comment.refresh_from_db()
    assert comment.state == CommentState.PUBLISHED
    client.post(page)
    comment.refresh_from_db()
    assert comment.state == CommentState.REMOVED


def test_an_answer_is_taken_back_with_a_reason(thread, moderator):
    answer = answer_officially(thread_code=thread.code, text="可行", actor=moderator, now=timezone.now())
    page, client = address("remove", thread.code, answer.code), signed_in(moderator)
    assert 'name="reason"' in client.get(page).content.decode()
    assert client.post(page, {"reason": ""}).status_code == 422
    client.post(page, {"reason": "重新答复"})
    assert "重新答复" in client.get(address("thread", thread.code)).content.decode()


def test_a_report_without_a_reason_asks_again(comment, neighbour):
    page, client = address("report", comment.thread.code, comment.code), signed_in(neighbour)
    refused = client.post(page, {"reason": "", "next": "/proposals/x/"})
    assert (refused.status_code, "请选一个原因" in refused.content.decode()) == (422, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_inbox_shows_all_that_is_needed_to_decide(thread, rows, rf, django_assert_num_queries):
    for _ in range(rows):
        above = CommentFactory(thread=thread, text="上面的话", author=ResidentFactory(alias="一号楼李奶奶").user)
        reply = CommentFactory(parent=above, text="<b>回复</b>" + "很长的话" * 20)
        reply.versions.create(text="先前的话", written_at=timezone.now(), replaced_at=timezone.now())
        CommentReport.objects.create(
            comment=reply, reporter=UserFactory(), reason="abuse", words="点名骂人", made_at=timezone.now()
        )
    submissions = list(Submission.objects.filter(comment__parent__isnull=False))
    with django_assert_num_queries(7):
        prepare_inbox(submissions)
        cards = [show_in_inbox(submission, rf.get("/")) for submission in submissions]
    for words in ("上面的话", "一号楼李奶奶", "&lt;b&gt;回复", "先前的话", "辱骂", "点名骂人", thread.title):
        assert words in cards[0]


def test_a_comment_of_the_upper_level_needs_less(thread, rf):
    comment = CommentFactory(thread=thread, stance="against")
    card = show_in_inbox(comment.submission, rf.get("/"))
    assert "担心" in card
    assert comment.text not in card
    comment.submission.title = "赞成，但"
    assert comment.text in show_in_inbox(comment.submission, rf.get("/"))
