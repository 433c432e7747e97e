from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.core.my_items import MyItem
from portal.discussions.enums import CommentState
from portal.discussions.models import Comment, CommentReport, ThreadFollow

LISTED = 50
TONES = {
    CommentState.PENDING: "wait",
    CommentState.PUBLISHED: "done",
    CommentState.RETURNED: "agate",
    CommentState.HIDDEN: "agate",
    CommentState.REMOVED: "",
}


def my_comments(user: Any) -> list[MyItem]:
    """The latest 50 comments of `user`, newest first, as 我的 lists them; one query."""
    return [_item(comment) for comment in _comments_of(user)[:LISTED]]


def my_returned_comments(user: Any, now: datetime) -> list[MyItem]:
    """Those that came back to `user` for changes, newest first; one query."""
    return [_item(comment) for comment in _comments_of(user).filter(state=CommentState.RETURNED)[:LISTED]]


def _comments_of(user: Any) -> QuerySet[Comment]:
    comments = Comment.objects.filter(author=user.pk).select_related("thread", "submission")
    return comments.order_by("-submitted_at", "-id")


def export_comments(user: Any) -> dict[str, Any]:
    """Everything discussions hold of `user`, ready for JSON; times in ISO 8601."""
    comments = Comment.objects.filter(author=user).select_related("thread").prefetch_related("versions")
    return {
        "comments": [
            {
                "code": comment.code,
                "discussion": comment.thread.title,
                "text": comment.text,
                "stance": comment.stance,
                "state": comment.state,
                "for_the_community": comment.official,
                "submitted_at": comment.submitted_at.isoformat(),
                "earlier_versions": [
                    {"text": version.text, "written_at": version.written_at.isoformat()}
                    for version in comment.versions.all()
                ],
            }
            for comment in comments.order_by("submitted_at", "id")
        ],
        "reports": [
            {"comment": report.comment.code, "reason": report.reason, "words": report.words}
            for report in CommentReport.objects.filter(reporter=user).select_related("comment").order_by("made_at")
        ],
        "followed_discussions": list(
            ThreadFollow.objects.filter(user=user).order_by("pk").values_list("thread__title", flat=True)
        ),
    }


def _item(comment: Comment) -> MyItem:
    state = CommentState(comment.state)
    submission = comment.submission if state in (CommentState.RETURNED, CommentState.HIDDEN) else None
    hints = {
        CommentState.RETURNED: _("Change it and send it again"),
        CommentState.HIDDEN: _("Read why; you may appeal"),
    }
    return MyItem(
        title=comment.excerpt or _("(deleted)"),
        url=(submission or comment).get_absolute_url(),
        state_label=str(state.label),
        state_tone=TONES[state],
        at=comment.submitted_at,
        kind_label=_("comment on “%(title)s”") % {"title": comment.thread.title},
        action_hint=hints.get(state, ""),
    )
