from datetime import datetime

from ninja import Field, Schema

from portal.discussions.enums import CommentState, ReportReason, Stance


class StanceCountOut(Schema):
    stance: Stance
    label: str
    count: int

    @staticmethod
    def resolve_label(side) -> str:
        return str(side.stance.label)


class ReplyOut(Schema):
    """A comment as the caller sees it. `at` is when it was published, or sent as long as it was not."""

    code: str
    name: str = Field(description="An alias, or the community's name; never the real name.")
    text: str = Field(description='"" where `gap` says why it cannot be read.')
    gap: str
    stance: Stance | None
    state: CommentState
    official: bool
    edited: bool
    at: datetime
    mine: bool
    reply_to: str = Field(description="Whom it answers, in the caller's own comments that still wait; else empty.")
    may_edit: bool
    may_remove: bool
    may_report: bool
    may_reply: bool
    submission: str = Field(
        description="Code of GET /submissions/{code}, which says why; empty unless it is the caller's own and refused."
    )
    url: str

    @staticmethod
    def resolve_stance(item) -> str | None:
        return item.comment.stance or None

    @staticmethod
    def resolve_state(item) -> str:
        return item.comment.state

    @staticmethod
    def resolve_official(item) -> bool:
        return item.comment.official

    @staticmethod
    def resolve_submission(item) -> str:
        return item.decision.code if item.decision else ""

    @staticmethod
    def resolve_url(item) -> str:
        return item.comment.get_absolute_url()


class CommentOut(ReplyOut):
    """A comment of the upper level with its first replies; `more_replies` follow them."""

    replies: list[ReplyOut]
    more_replies: int


class CommentInThreadOut(CommentOut):
    """A comment by itself. `parent` is the code of the one that it replies to, "" in the upper level; a reply has no
    replies."""

    thread: str = Field(description="The code of GET /threads/{code}.")
    parent: str

    @staticmethod
    def resolve_thread(item) -> str:
        return item.comment.thread.code

    @staticmethod
    def resolve_parent(item) -> str:
        return item.comment.parent.code if item.comment.parent else ""


class ThreadOut(Schema):
    """`needs` is what the caller lacks for writing: "sign_in", "verify" or "". `mine` are their own that still wait."""

    code: str
    title: str
    url: str
    community: str
    comment_count: int
    stances: list[StanceCountOut]
    pinned: ReplyOut | None
    mine: list[ReplyOut]
    following: bool
    locked: bool
    closes_at: datetime | None
    needs: str
    may_answer: bool

    @staticmethod
    def resolve_title(page) -> str:
        return page.thread.title

    @staticmethod
    def resolve_url(page) -> str:
        return page.thread.url

    @staticmethod
    def resolve_community(page) -> str:
        return page.thread.community.title

    @staticmethod
    def resolve_comment_count(page) -> int:
        return page.thread.comment_count

    @staticmethod
    def resolve_closes_at(page) -> datetime | None:
        return page.thread.closes_at


class CommentsOut(Schema):
    items: list[CommentOut]
    next_cursor: str | None


class RepliesOut(Schema):
    items: list[ReplyOut]
    next_cursor: str | None


class CommentIn(Schema):
    """`parent` is the code of the comment of the upper level that this replies to; a reply takes no side."""

    text: str
    stance: Stance | None = None
    parent: str = ""


class CommentChangeIn(Schema):
    """Leave `stance` out to keep it; null takes it away."""

    text: str
    stance: Stance | None = None


class ReportIn(Schema):
    reason: ReportReason
    words: str = ""


class AnswerIn(Schema):
    text: str


class FollowOut(Schema):
    following: bool
