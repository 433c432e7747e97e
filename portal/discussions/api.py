from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from portal.core.clock import now
from portal.core.errors import Hidden
from portal.core.ratelimit import limit_request
from portal.discussions.actions import (
    answer_officially,
    edit_comment,
    follow_thread,
    remove_comment,
    report_comment,
    unfollow_thread,
    write_comment,
)
from portal.discussions.enums import Order, Stance
from portal.discussions.models import Comment, Thread
from portal.discussions.queries import RepliesPage, ShownComment, ThreadPage, replies_page, thread_page
from portal.discussions.queries.page import one_comment, viewpoint
from portal.discussions.queries.shown import shown
from portal.discussions.schemas import (
    AnswerIn,
    CommentChangeIn,
    CommentIn,
    CommentInThreadOut,
    CommentOut,
    CommentsOut,
    FollowOut,
    RepliesOut,
    ReplyOut,
    ReportIn,
    ThreadOut,
)

router = Router(tags=["discussions"])


@router.get("/threads/{code}", response=ThreadOut)
def get_thread(request: HttpRequest, code: str) -> ThreadPage:
    """A discussion: its counts, the community's answer on top, what the caller may do and what of theirs waits."""
    return thread_page(_thread(request, code), request.user, None, now())


@router.get("/threads/{code}/comments", response=CommentsOut)
def get_comments(
    request: HttpRequest, code: str, cursor: str = "", order: Order = Order.NEWEST, stance: Stance | None = None
) -> dict[str, Any]:
    """What was said, with the first replies to each."""
    page = thread_page(_thread(request, code), request.user, cursor, now(), order=order, stance=stance or "")
    return {"items": page.comments, "next_cursor": page.next_cursor}


@router.post("/threads/{code}/comments", response={201: CommentOut})
def post_comment(request: HttpRequest, code: str, data: CommentIn) -> Status:
    """Say something, or reply. It appears once moderation lets it."""
    limit_request(request, "discussions.write", 10)
    comment = write_comment(
        thread_code=code,
        text=data.text,
        stance=data.stance or "",
        parent_code=data.parent,
        actor=request.user,
        now=now(),
    )
    return Status(201, _as_seen(request, comment))


@router.get("/comments/{code}", response=CommentInThreadOut)
def get_comment(request: HttpRequest, code: str) -> ShownComment:
    """A comment or a reply as its thread shows it, however far down it stands."""
    return one_comment(code, request.user, now())


@router.get("/comments/{code}/replies", response=RepliesOut)
def get_replies(request: HttpRequest, code: str, cursor: str = "") -> dict[str, Any]:
    """The replies to a comment, oldest first."""
    standing = Comment.objects.filter(code=code).select_related("thread__community").first()
    if standing is None:
        raise Hidden
    page: RepliesPage = replies_page(standing.thread, code, request.user, cursor, now())
    return {"items": page.replies, "next_cursor": page.next_cursor}


@router.patch("/comments/{code}", response=CommentOut)
def patch_comment(request: HttpRequest, code: str, data: CommentChangeIn) -> ShownComment:
    """Change one's own comment within 15 minutes, or after it came back; it is looked at again."""
    limit_request(request, "discussions.write", 10)
    stance = (data.stance or "") if "stance" in data.model_fields_set else None
    return _as_seen(request, edit_comment(code=code, text=data.text, stance=stance, actor=request.user, now=now()))


@router.delete("/comments/{code}", response=CommentOut)
def delete_comment(request: HttpRequest, code: str, reason: str = "") -> ShownComment:
    """Take back one's own comment, or, with a reason, an answer of the community one speaks for."""
    return _as_seen(request, remove_comment(code=code, reason=reason, actor=request.user, now=now()))


@router.put("/threads/{code}/follow", response=FollowOut)
def put_follow(request: HttpRequest, code: str) -> dict[str, bool]:
    """Hear once a day what is new."""
    limit_request(request, "discussions.follow", 30)
    follow_thread(thread=_thread(request, code), user=request.user)
    return {"following": True}


@router.delete("/threads/{code}/follow", response=FollowOut)
def delete_follow(request: HttpRequest, code: str) -> dict[str, bool]:
    """No more news."""
    limit_request(request, "discussions.follow", 30)
    unfollow_thread(thread=_thread(request, code), user=request.user)
    return {"following": False}


@router.post("/comments/{code}/report", response={204: None})
def post_report(request: HttpRequest, code: str, data: ReportIn) -> Status:
    """Ask a person to look at a comment; it stays where it is until they have."""
    limit_request(request, "discussions.report", 10)
    report_comment(code=code, reason=data.reason, words=data.words, actor=request.user, now=now())
    return Status(204, None)


@router.post("/threads/{code}/answer", response={201: ReplyOut})
def post_answer(request: HttpRequest, code: str, data: AnswerIn) -> Status:
    """Answer for the community, on top and at once; for its moderators and managers."""
    limit_request(request, "discussions.write", 10)
    comment = answer_officially(thread_code=code, text=data.text, actor=request.user, now=now())
    return Status(201, _as_seen(request, comment))


def _thread(request: HttpRequest, code: str) -> Thread:
    return Thread.objects.known(code, request.user)


def _as_seen(request: HttpRequest, comment: Comment) -> ShownComment:
    return shown(comment, viewpoint(comment.thread, request.user, now()))
