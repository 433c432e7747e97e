"""Topics and bodies for the mini-program."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Router

from councils.actions.topics.seconding import second_topic, take_back_second
from councils.actions.topics.writing import submit_topic, withdraw_topic, write_topic
from councils.enums import Chapter
from councils.models import Topic
from councils.queries.topics import body_to_see, chapter_counts, seats_of, shown_topics, topic_to_read, whole_topic
from councils.schemas import BodyOut, TopicIn, TopicOut, TopicsOut
from councils.wording import rule_in_words
from portal.accounts.queries import alias_of
from portal.accounts.rules import require_signed_in
from portal.core import clock
from portal.core.paging import keyset
from portal.core.ratelimit import limit_request

router = Router(tags=["councils"])
ACTS_PER_MINUTE = 30


@router.get("/topics", response=TopicsOut)
def list_topics(
    request: HttpRequest, chapter: str = "", community: str = "", cursor: str = "", limit: int = 20
) -> dict[str, Any]:
    """Topics that everybody may read, the newest first, and how many stand in each chapter."""
    page = keyset(shown_topics(chapter, community), order=["-raised_at", "-id"], cursor=cursor, limit=limit)
    counts = chapter_counts(community)
    return {
        "chapters": [{"key": each, "label": str(each.label), "topics": counts[each]} for each in Chapter],
        "items": [_card(topic) for topic in page.items],
        "next_cursor": page.next_cursor,
    }


@router.post("/topics", response=TopicOut)
def post_topic(request: HttpRequest, data: TopicIn) -> dict[str, Any]:
    """Write a topic of one's own community, and hand it in where `submit` says so."""
    return _kept(request, "", data)


@router.get("/topics/{code}", response=TopicOut)
def get_topic(request: HttpRequest, code: str) -> dict[str, Any]:
    """One topic with its papers, plans, steps and what the caller may do."""
    return _whole(request, topic_to_read(code, request.user))


@router.put("/topics/{code}", response=TopicOut)
def put_topic(request: HttpRequest, code: str, data: TopicIn) -> dict[str, Any]:
    """Change one's own draft, or one that came back."""
    return _kept(request, code, data)


@router.delete("/topics/{code}", response=TopicOut)
def delete_topic(request: HttpRequest, code: str) -> dict[str, Any]:
    """Take one's own topic back, as long as nobody has taken it on."""
    return _whole(request, withdraw_topic(code=code, actor=request.user, now=clock.now()))


@router.put("/topics/{code}/second", response=TopicOut)
def put_second(request: HttpRequest, code: str) -> dict[str, Any]:
    """Second it; again changes nothing."""
    require_signed_in(request.user)
    limit_request(request, "councils.second", ACTS_PER_MINUTE)
    return _whole(request, second_topic(code=code, actor=request.user, now=clock.now()))


@router.delete("/topics/{code}/second", response=TopicOut)
def delete_second(request: HttpRequest, code: str) -> dict[str, Any]:
    """Take one's second back; again changes nothing."""
    require_signed_in(request.user)
    limit_request(request, "councils.second", ACTS_PER_MINUTE)
    return _whole(request, take_back_second(code=code, actor=request.user, now=clock.now()))


@router.get("/bodies/{code}", response=BodyOut)
def get_body(request: HttpRequest, code: str) -> dict[str, Any]:
    """A body, its rules in plain words, and who sits there."""
    body = body_to_see(code)
    return {
        "code": body.code,
        "name": body.name,
        "kind": body.kind,
        "kind_text": body.get_kind_display(),
        "community": body.community,
        "about": body.about,
        "rules": [{"what": what, "words": words} for what, words in rule_in_words(body)],
        "seats": [
            {
                "name": seat.name,
                "role": seat.role,
                "role_text": seat.get_role_display(),
                "side": seat.side,
                "side_text": seat.get_side_display(),
            }
            for seat in seats_of(body, clock.now())
        ],
    }


def _kept(request: HttpRequest, code: str, data: TopicIn) -> dict[str, Any]:
    require_signed_in(request.user)
    limit_request(request, "councils.write", ACTS_PER_MINUTE)
    user, now = request.user, clock.now()
    topic = write_topic(title=data.title, text=data.text, code=code, actor=user, now=now)
    if data.submit:
        topic = submit_topic(code=topic.code, consent=data.consent, actor=user, now=now)
    return _whole(request, topic_to_read(topic.code, user))


def _card(topic: Topic) -> dict[str, Any]:
    chapter = topic.chapter
    return {
        "code": topic.code,
        "title": topic.title,
        "text": topic.text,
        "state": topic.state,
        "state_text": topic.get_state_display(),
        "chapter": chapter,
        "chapter_text": str(chapter.label) if chapter else "",
        "community": topic.community,
        "second_count": topic.second_count,
        "raised_at": topic.raised_at,
        "url": topic.get_absolute_url(),
    }


def _whole(request: HttpRequest, topic: Topic) -> dict[str, Any]:
    whole = whole_topic(topic, request.user)
    return _card(topic) | {
        "by": _("the grid") if topic.by_grid else alias_of(topic.author) if topic.author else "",
        "body": topic.body,
        "answer_due": topic.answer_due,
        "reason": topic.submission.reason if whole.own and topic.submission else "",
        "papers": [
            {
                "kind": kind,
                "kind_text": paper.get_kind_display(),
                "text": paper.text,
                "signed": paper.signed,
                "at": paper.at,
            }
            for kind, paper in whole.papers.items()
        ],
        "plans": whole.variants,
        "attachments": [
            {
                "code": file.code,
                "title": file.title,
                "content_type": file.content_type,
                "size": file.size,
                "url": reverse("councils:attachment", args=[topic.code, file.code]),
            }
            for file in whole.attachments
        ],
        "steps": [
            {"state": step.state, "state_text": step.get_state_display(), "text": step.text, "at": step.at}
            for step in whole.steps
        ],
        "thread": topic.thread.code if topic.thread and topic.chapter else "",
        "seconded": whole.seconded,
        "own": whole.own,
        "can_second": whole.can_second,
    }
