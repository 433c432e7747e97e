"""The API as other programs meet it: who gets what, and that a refusal is one form."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.discussions.enums import CommentState
from portal.discussions.models import Comment, CommentReport, Thread, ThreadFollow
from tests.factories import AppointmentFactory, CommentFactory, ThreadFactory, UserFactory, busy_thread

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def call(user, method, path, body=None):
    send = getattr(signed_in(user), method)
    return send(f"/api/v1{path}", body, content_type="application/json") if body is not None else send(f"/api/v1{path}")


@pytest.fixture
def comment(thread):
    return CommentFactory(thread=thread, stance="for")


@pytest.fixture
def people(comment, neighbour, moderator):
    return {
        "nobody": None,
        "unconfirmed": UserFactory(phone_verified_at=None),
        "neighbour": neighbour,
        "author": comment.author,
        "moderator": moderator,
        "foreign moderator": AppointmentFactory().user,
    }


def acts(comment):
    thread = comment.thread.code
    return {
        "read": ("get", f"/threads/{thread}", None),
        "list": ("get", f"/threads/{thread}/comments", None),
        "replies": ("get", f"/comments/{comment.code}/replies", None),
        "write": ("post", f"/threads/{thread}/comments", {"text": "好"}),
        "change": ("patch", f"/comments/{comment.code}", {"text": "好"}),
        "remove": ("delete", f"/comments/{comment.code}", None),
        "follow": ("put", f"/threads/{thread}/follow", None),
        "unfollow": ("delete", f"/threads/{thread}/follow", None),
        "report": ("post", f"/comments/{comment.code}/report", {"reason": "abuse"}),
        "answer": ("post", f"/threads/{thread}/answer", {"text": "可行"}),
        "find": ("get", f"/comments/{comment.code}", None),
    }


ALLOWED = {
    #                       read list replies write change remove follow unfollow report answer find
    "nobody": [200, 200, 200, 401, 401, 401, 401, 401, 401, 401, 200],
    "unconfirmed": [200, 200, 200, 403, 403, 403, 200, 200, 403, 403, 200],
    "neighbour": [200, 200, 200, 201, 403, 403, 200, 200, 204, 403, 200],
    "author": [200, 200, 200, 201, 200, 200, 200, 200, 403, 403, 200],
    "moderator": [200, 200, 200, 201, 403, 403, 200, 200, 204, 201, 200],
    "foreign moderator": [200, 200, 200, 201, 403, 403, 200, 200, 204, 403, 200],
}


@pytest.mark.parametrize("act", range(11))
@pytest.mark.parametrize("who", ALLOWED)
def test_every_operation_answers_each_persona(people, comment, who, act):
    answer = call(people[who], *list(acts(comment).values())[act])
    assert answer.status_code == ALLOWED[who][act]
    if answer.status_code >= 400:
        assert set(answer.json()) == {"code", "message", "fields"}
        comment.refresh_from_db()
        assert comment.state == CommentState.PUBLISHED
        assert Comment.objects.count() == 1


@pytest.mark.parametrize("act", range(11))
def test_a_thread_that_is_not_public_does_not_exist_for_others(comment, neighbour, act):
    Thread.objects.update(is_public=False)
    answer = call(neighbour, *list(acts(comment).values())[act])
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_unknown_codes_do_not_exist(neighbour):
    for method, path, body in acts(Comment(thread=Thread(code="nothing"), code="nothing")).values():
        assert call(neighbour, method, path, body).status_code == 404


def test_a_thread_tells_its_counts_and_what_one_may_do(comment, neighbour, moderator):
    CommentFactory(thread=comment.thread, author=neighbour, state=CommentState.PENDING)
    call(moderator, "post", f"/threads/{comment.thread.code}/answer", {"text": "社区答复"})
    found = call(neighbour, "get", f"/threads/{comment.thread.code}").json()
    assert (found["title"], found["comment_count"], found["needs"]) == (comment.thread.title, 2, "")
    assert found["community"] == comment.thread.community.title
    assert found["stances"][0] == {"stance": "for", "label": "赞成", "count": 1}
    assert (found["pinned"]["text"], found["pinned"]["official"]) == ("社区答复", True)
    assert [item["state"] for item in found["mine"]] == ["pending"]
    assert (found["following"], found["locked"], found["closes_at"], found["may_answer"]) == (False, False, None, False)


def test_comments_come_in_pages_with_their_first_replies(neighbour):
    thread = busy_thread(25, 5)
    first = call(None, "get", f"/threads/{thread.code}/comments").json()
    assert (len(first["items"]), len(first["items"][0]["replies"]), first["items"][0]["more_replies"]) == (20, 3, 2)
    rest = call(None, "get", f"/threads/{thread.code}/comments?cursor={first['next_cursor']}").json()
    assert (len(rest["items"]), rest["next_cursor"]) == (5, None)
    sides = call(None, "get", f"/threads/{thread.code}/comments?stance=for&order=oldest").json()["items"]
    assert {item["stance"] for item in sides} == {"for"}
    code = first["items"][0]["code"]
    assert len(call(None, "get", f"/comments/{code}/replies").json()["items"]) == 5


@pytest.mark.parametrize("query", ["cursor=forged", "order=loudest", "stance=maybe"])
def test_an_address_made_by_hand_is_refused(thread, query):
    answer = call(None, "get", f"/threads/{thread.code}/comments?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_of_comments_costs_three_queries(rows, django_assert_num_queries):
    thread = busy_thread(rows, rows)
    with django_assert_num_queries(3):
        call(None, "get", f"/threads/{thread.code}/comments")


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_of_replies_costs_three_queries(rows, django_assert_num_queries):
    busy_thread(1, rows)
    code = Comment.objects.get(parent=None).code
    with django_assert_num_queries(3):
        call(None, "get", f"/comments/{code}/replies")


@pytest.mark.parametrize(
    ("state", "told"), [("returned", True), ("hidden", True), ("published", False), ("pending", False)]
)
def test_what_was_refused_leads_its_author_to_the_reason(thread, neighbour, state, told):
    above = CommentFactory(thread=thread)
    mine = [
        CommentFactory(author=neighbour, state=state, published_at=timezone.now(), **where)
        for where in ({"thread": thread}, {"parent": above})
    ]

    def shown(user):
        [upper, beside] = call(user, "get", f"/threads/{thread.code}/comments?order=oldest").json()["items"]
        replies = call(user, "get", f"/comments/{above.code}/replies").json()["items"]
        return [beside["submission"], *[item["submission"] for item in (*upper["replies"], *replies)]]

    codes = [comment.submission.code if told else "" for comment in mine]
    assert shown(neighbour) == [codes[0], codes[1], codes[1]]
    assert shown(None) == shown(above.author) == ["", "", ""]


def test_a_comment_is_found_by_itself_as_its_thread_shows_it(thread, neighbour):
    above = CommentFactory(thread=thread, stance="for")
    replies = [CommentFactory(parent=above) for _number in range(5)]
    [shown] = call(neighbour, "get", f"/threads/{thread.code}/comments").json()["items"]
    found = call(neighbour, "get", f"/comments/{above.code}").json()
    assert found == shown | {"thread": thread.code, "parent": ""}
    assert (len(found["replies"]), found["more_replies"]) == (3, 2)
    last = call(neighbour, "get", f"/comments/{replies[4].code}").json()
    listed = call(neighbour, "get", f"/comments/{above.code}/replies").json()["items"][4]
    assert last == listed | {"thread": thread.code, "parent": above.code, "replies": [], "more_replies": 0}


def test_a_comment_that_was_removed_is_found_as_a_gap(thread):
    gone = CommentFactory(thread=thread, state=CommentState.REMOVED, published_at=timezone.now())
    found = call(None, "get", f"/comments/{gone.code}").json()
    assert (found["text"], found["gap"]) == ("", "作者已删除这条留言。")


def test_what_waits_is_found_by_its_author_alone(thread, neighbour, moderator):
    above = CommentFactory(thread=thread)
    waiting = CommentFactory(parent=above, author=neighbour, state=CommentState.RETURNED)
    [mine] = call(neighbour, "get", f"/threads/{thread.code}").json()["mine"]
    found = call(neighbour, "get", f"/comments/{waiting.code}").json()
    assert found == mine | {"thread": thread.code, "parent": above.code, "replies": [], "more_replies": 0}
    assert found["submission"] == waiting.submission.code
    for other in (None, above.author, moderator):
        assert call(other, "get", f"/comments/{waiting.code}").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_a_comment_costs_two_queries_and_a_reply_one(rows, django_assert_num_queries):
    busy_thread(rows, rows)
    reply = Comment.objects.filter(parent__isnull=False).select_related("parent").latest("place")
    with django_assert_num_queries(2):
        call(None, "get", f"/comments/{reply.parent.code}")
    with django_assert_num_queries(1):
        call(None, "get", f"/comments/{reply.code}")


def test_what_was_written_comes_back_as_its_author_sees_it(thread, neighbour):
    above = CommentFactory(thread=thread)
    path = f"/threads/{thread.code}/comments"
    said = call(neighbour, "post", path, {"text": "<i>好</i>", "stance": "neutral"}).json()
    assert (said["text"], said["stance"], said["state"], said["mine"]) == ("好", "neutral", "pending", True)
    assert (said["name"], said["may_edit"], said["replies"]) == ("三号楼小梅", True, [])
    reply = call(neighbour, "post", path, {"text": "同意", "parent": above.code}).json()
    assert (reply["stance"], reply["may_reply"]) == (None, False)


@pytest.mark.parametrize(
    ("body", "field"), [({"text": ""}, "text"), ({"text": "好", "stance": "maybe"}, "data.stance"), ({}, "data.text")]
)
def test_what_cannot_be_written_says_which_part(thread, neighbour, body, field):
    answer = call(neighbour, "post", f"/threads/{thread.code}/comments", body)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])
    assert not Comment.objects.exists()


def test_a_change_keeps_the_stance_unless_it_is_named(thread, neighbour):
    comment = CommentFactory(thread=thread, author=neighbour, stance="for")
    path = f"/comments/{comment.code}"
    assert call(neighbour, "patch", path, {"text": "改一"}).json()["stance"] == "for"
    assert call(neighbour, "patch", path, {"text": "改二", "stance": "against"}).json()["stance"] == "against"
    assert call(neighbour, "patch", path, {"text": "改三", "stance": None}).json()["stance"] is None


def test_too_late_and_closed_are_said_as_such(neighbour):
    thread = ThreadFactory(closes_at=timezone.now())
    closed = call(neighbour, "post", f"/threads/{thread.code}/comments", {"text": "好"})
    late = CommentFactory(author=neighbour, submitted_at=timezone.now() - timedelta(minutes=15))
    changed = call(neighbour, "patch", f"/comments/{late.code}", {"text": "好"})
    assert [answer.json()["code"] for answer in (closed, changed)] == ["outside_window", "outside_window"]


def test_following_is_put_and_deleted(thread, neighbour):
    assert call(neighbour, "put", f"/threads/{thread.code}/follow").json() == {"following": True}
    assert ThreadFollow.objects.filter(user=neighbour).exists()
    assert call(neighbour, "delete", f"/threads/{thread.code}/follow").json() == {"following": False}
    assert not ThreadFollow.objects.exists()


def test_a_report_is_kept_with_its_words(comment, neighbour):
    call(neighbour, "post", f"/comments/{comment.code}/report", {"reason": "private", "words": "写了我家门牌"})
    report = CommentReport.objects.get()
    assert (report.reason, report.words) == ("private", "写了我家门牌")


def test_an_answer_is_taken_back_with_its_reason(thread, moderator):
    said = call(moderator, "post", f"/threads/{thread.code}/answer", {"text": "可行"}).json()
    assert call(moderator, "delete", f"/comments/{said['code']}").status_code == 422
    gone = call(moderator, "delete", f"/comments/{said['code']}?reason=重新答复").json()
    assert (gone["state"], gone["text"], "重新答复" in gone["gap"]) == ("removed", "", True)


def test_writing_too_fast_is_refused(thread, neighbour):
    codes = [
        call(neighbour, "post", f"/threads/{thread.code}/comments", {"text": f"{n}"}).status_code for n in range(22)
    ]
    assert codes[0] == 201
    assert codes[-1] == 429
