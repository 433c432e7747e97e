"""A comment as one viewer sees it: its words, or why they are not there, and what the viewer may do."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from portal.accounts.queries import alias_of
from portal.discussions.enums import CommentEvent, CommentState, RemovedBy, Stance
from portal.discussions.lifecycle import COMMENT
from portal.discussions.models import Comment, Thread
from portal.discussions.rules import is_author, is_editable, is_locked
from portal.moderation.models import Submission

STANCE_TONES = {Stance.FOR: "done", Stance.AGAINST: "wait", Stance.NEUTRAL: ""}
STATE_TONES = {CommentState.PENDING: "wait", CommentState.RETURNED: "agate", CommentState.HIDDEN: "agate"}


@dataclass(frozen=True)
class Viewpoint:
    """Who looks at a thread, when, and whether they speak for its community; found once a page."""

    viewer: Any
    thread: Thread
    speaks: bool
    now: datetime

    @property
    def locked(self) -> bool:
        return is_locked(self.thread, self.now)


@dataclass(frozen=True)
class ShownComment:
    """`gap` says why the words are missing, "" where they are there; `name` is an alias, or the community's name.

    `state_label` is "" for what is published. `replies` are the first few, `more_replies` how many follow them.
    """

    comment: Comment
    name: str
    gap: str
    mine: bool
    may_edit: bool
    may_remove: bool
    may_report: bool
    may_reply: bool
    reply_to: str = ""
    replies: list["ShownComment"] = field(default_factory=list)

    @property
    def code(self) -> str:
        return self.comment.code

    @property
    def text(self) -> str:
        return "" if self.gap else self.comment.text

    @property
    def at(self) -> datetime:
        """When it was first published; when it was sent, as long as it was not."""
        return self.comment.published_at or self.comment.submitted_at

    @property
    def stance_label(self) -> str:
        return str(Stance(self.comment.stance).label) if self.comment.stance and not self.gap else ""

    @property
    def stance_tone(self) -> str:
        return STANCE_TONES[Stance(self.comment.stance)] if self.comment.stance else ""

    @property
    def state_label(self) -> str:
        published = self.comment.state == CommentState.PUBLISHED
        return "" if published or self.gap else str(CommentState(self.comment.state).label)

    @property
    def state_tone(self) -> str:
        return STATE_TONES.get(CommentState(self.comment.state), "")

    @property
    def edited(self) -> bool:
        return self.comment.edited_at is not None and not self.gap

    @property
    def decision(self) -> Submission | None:
        """What its author reads to learn why it was returned or hidden, and appeals against; None otherwise."""
        decided = self.comment.state in (CommentState.RETURNED, CommentState.HIDDEN)
        return self.comment.submission if self.mine and decided else None

    @property
    def more_replies(self) -> int:
        return self.comment.reply_count - len(self.replies)


def shown(comment: Comment, view: Viewpoint, replies: list[ShownComment] | None = None) -> ShownComment:
    """The comment as `view` sees it; no query where author, resident, and for a reply its parent, are loaded."""
    comment.thread = view.thread
    mine = is_author(view.viewer, comment) and not comment.official
    published = comment.state == CommentState.PUBLISHED
    removable = CommentEvent.REMOVE in COMMENT.events_from(CommentState(comment.state))
    return ShownComment(
        comment=comment,
        name=view.thread.community.title if comment.official else alias_of(comment.author),
        gap="" if published or (mine and comment.state != CommentState.REMOVED) else _gap(comment),
        mine=mine,
        may_edit=mine and not view.locked and is_editable(comment, view.now),
        may_remove=removable and (view.speaks if comment.official else mine),
        may_report=published and not mine and not comment.official,
        may_reply=published and comment.parent_id is None and not view.locked,
        replies=replies or [],
    )


def _gap(comment: Comment) -> str:
    words = {"reason": comment.removal_reason}
    match comment.state, comment.removed_by:
        case CommentState.REMOVED, RemovedBy.AUTHOR:
            return _("Its author has removed this comment.")
        case CommentState.REMOVED, _moderator:
            return _("The community has taken this answer back. Reason: %(reason)s") % words
        case CommentState.HIDDEN, _moderator:
            return _("The community's moderators have hidden this comment. Reason: %(reason)s") % words
    return _("Its author is changing this comment; you can read it here again once somebody has looked at it.")
