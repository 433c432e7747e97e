"""A thread, page by page. What a page costs does not depend on how much was said."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.accounts.queries import alias_of, communities_of
from portal.accounts.rules import has_verified_phone
from portal.core.errors import Hidden, Invalid
from portal.core.paging import keyset
from portal.discussions.enums import CommentState, Order, Stance
from portal.discussions.models import Comment, Thread, ThreadFollow
from portal.discussions.queries.shown import ShownComment, Viewpoint, shown

COMMENTS_A_PAGE = 20
REPLIES_SHOWN = 3
MINE_SHOWN = 20
ORDERS = {Order.NEWEST: ("-published_at", "-id"), Order.OLDEST: ("published_at", "id")}


@dataclass(frozen=True)
class StanceCount:
    """How many published comments of the upper level take this side."""

    stance: Stance
    count: int


@dataclass(frozen=True)
class ThreadPage:
    """One page of a thread as a viewer sees it.

    `pinned` is the community's latest answer, which is in no page. `mine` are the viewer's own that were never
    published, on the first page only. `needs` is what the viewer lacks for writing: "sign_in", "verify" or "".
    """

    thread: Thread
    order: Order
    stance: str
    pinned: ShownComment | None
    mine: list[ShownComment]
    comments: list[ShownComment]
    next_cursor: str | None
    is_first: bool
    following: bool
    locked: bool
    may_answer: bool
    needs: str

    @property
    def code(self) -> str:
        return self.thread.code

    @property
    def stances(self) -> list[StanceCount]:
        return [StanceCount(stance, getattr(self.thread, f"{stance.value}_count")) for stance in Stance]


@dataclass(frozen=True)
class RepliesPage:
    """A comment on a page of its own with some of its replies, oldest first.

    `skipped` says that earlier replies were left out. `mine` are the viewer's own replies that were never published.
    """

    thread: Thread
    comment: ShownComment
    mine: list[ShownComment]
    replies: list[ShownComment]
    next_cursor: str | None
    skipped: bool
    following: bool
    locked: bool
    needs: str


def thread_page(
    thread: Thread,
    viewer: Any,
    cursor: str | None,
    now: datetime,
    *,
    order: str = Order.NEWEST,
    stance: str = "",
    following: bool | None = None,
) -> ThreadPage:
    """The page of `thread` behind `cursor`; raises Hidden, and Invalid for a forged cursor, order or stance.

    Queries, whatever the thread's length: comments, their first replies, the pinned answer where there is one; for
    somebody signed in also offices, own comments, following (unless the caller knows); for somebody with an office
    whether it is one here.
    """
    if order not in ORDERS or (stance and stance not in Stance.values):
        raise Invalid(_("This page address is not valid any more. Please start again from the first page."))
    view = viewpoint(thread, viewer, now)
    found = keyset(_upper_level(thread, stance), order=ORDERS[Order(order)], cursor=cursor, limit=COMMENTS_A_PAGE)
    return ThreadPage(
        thread=thread,
        order=Order(order),
        stance=stance,
        pinned=_pinned(view),
        mine=[] if cursor else _mine(view, Comment.objects.filter(thread=thread)),
        comments=_with_first_replies(found.items, view),
        next_cursor=found.next_cursor,
        is_first=not cursor,
        following=_follows(view) if following is None else following,
        locked=view.locked,
        may_answer=view.speaks,
        needs=_needs(viewer),
    )


def replies_page(
    thread: Thread, code: str, viewer: Any, cursor: str | None, now: datetime, *, first_place: int = 1
) -> RepliesPage:
    """The comment `code` of the upper level and its replies from `first_place` on; raises Hidden or Invalid."""
    view = viewpoint(thread, viewer, now)
    comment = standing_comment(thread, code, viewer)
    if comment.parent_id is not None:
        raise Hidden
    replies = Comment.objects.filter(parent=comment, place__gte=first_place).as_read()
    found = keyset(replies, order=("place",), cursor=cursor, limit=COMMENTS_A_PAGE)
    return RepliesPage(
        thread=thread,
        comment=shown(comment, view),
        mine=[] if cursor else _mine(view, Comment.objects.filter(parent=comment)),
        replies=[shown(reply, view) for reply in found.items],
        next_cursor=found.next_cursor,
        skipped=first_place > 1,
        following=_follows(view),
        locked=view.locked,
        needs=_needs(viewer),
    )


def one_comment(code: str, viewer: Any, now: datetime) -> ShownComment:
    """The comment, reply or gap `code` as its thread shows it; one of the upper level with its first replies.

    Raises Hidden. One query, one more for replies, and one for somebody signed in.
    """
    comment = _met(Comment.objects.filter(code=code).select_related("thread__community"), viewer)
    view = viewpoint(comment.thread, viewer, now)
    if comment.published_at is None:
        return _waiting(comment, view)
    return shown(comment, view) if comment.parent_id is not None else _with_first_replies([comment], view)[0]


def standing_comment(thread: Thread, code: str, viewer: Any) -> Comment:
    """A comment, reply or gap that `viewer` meets in `thread`, with its people loaded; raises Hidden."""
    return _met(Comment.objects.filter(thread=thread, code=code), viewer)


def _met(comments: QuerySet[Comment], viewer: Any) -> Comment:
    comment = comments.select_related("author__resident", "parent__author__resident", "submission").first()
    if comment is None or (comment.published_at is None and comment.author_id != viewer.pk):
        raise Hidden
    return comment


def viewpoint(thread: Thread, viewer: Any, now: datetime) -> Viewpoint:
    """How `viewer` stands to the thread; raises Hidden where they may not see it."""
    speaks = communities_of(viewer).filter(pk=thread.community_id).exists()
    if not (thread.is_public or speaks):
        raise Hidden
    return Viewpoint(viewer, thread, speaks, now)


def _upper_level(thread: Thread, stance: str) -> QuerySet[Comment]:
    comments = Comment.objects.filter(thread=thread, parent__isnull=True).once_published().as_read()
    if thread.pinned_id is not None:
        comments = comments.exclude(pk=thread.pinned_id)
    if stance:
        comments = comments.filter(stance=stance, state=CommentState.PUBLISHED)
    return comments


def _with_first_replies(comments: list[Comment], view: Viewpoint) -> list[ShownComment]:
    replies: dict[int, list[ShownComment]] = {comment.pk: [] for comment in comments}
    first = Comment.objects.filter(parent__in=list(replies), place__lte=REPLIES_SHOWN).order_by("parent_id", "place")
    for reply in first.as_read():
        replies[reply.parent_id].append(shown(reply, view))  # type: ignore[index]
    return [shown(comment, view, replies[comment.pk]) for comment in comments]


def _pinned(view: Viewpoint) -> ShownComment | None:
    if view.thread.pinned_id is None:
        return None
    pinned = Comment.objects.select_related("author__resident", "submission").get(pk=view.thread.pinned_id)
    return shown(pinned, view)


def _mine(view: Viewpoint, comments: QuerySet[Comment]) -> list[ShownComment]:
    """The viewer's own that were never published, newest first."""
    if not view.viewer.is_authenticated:
        return []
    unseen = comments.filter(author_id=view.viewer.pk, published_at__isnull=True).exclude(state=CommentState.REMOVED)
    unseen = unseen.select_related("author__resident", "parent__author__resident", "submission")
    return [_waiting(comment, view) for comment in unseen.order_by("-submitted_at", "-id")[:MINE_SHOWN]]


def _waiting(comment: Comment, view: Viewpoint) -> ShownComment:
    return replace(shown(comment, view), reply_to=alias_of(comment.parent.author) if comment.parent else "")


def _follows(view: Viewpoint) -> bool:
    if not view.viewer.is_authenticated:
        return False
    return ThreadFollow.objects.filter(thread=view.thread, user_id=view.viewer.pk).exists()


def _needs(viewer: Any) -> str:
    if not viewer.is_authenticated:
        return "sign_in"
    return "" if has_verified_phone(viewer) else "verify"
