from datetime import datetime

from portal.accounts.queries import alias_of
from portal.core import live
from portal.discussions.models import Comment
from portal.discussions.queries import followers
from portal.notices.actions import note_happening, notify

REPLY, ANSWER, NEWS = "discussions.reply", "discussions.answer", "discussions.news"


def announce(comment: Comment, now: datetime) -> None:
    """Tell of a comment that was just published for the first time: listeners at once, followers in the evening.

    Whoever is replied to has a notice of their own, and everybody who follows has one of the community's answer; the
    digest then does not mention it to them again. Nothing of it leaves a thread that is not public.
    """
    thread = comment.thread
    live.publish(f"thread:{thread.code}", {"comment": comment.code, "parent": _code_above(comment)})
    if not thread.is_public:
        return
    fields = {"title": thread.title, "words": comment.excerpt}
    if comment.official:
        notify(
            kind=ANSWER,
            recipients=followers(thread).exclude(pk=comment.author_id).values_list("pk", flat=True).iterator(),
            subject=thread.code,
            event=comment.code,
            fields=fields | {"community": thread.community.title},
            url=thread.url,
            now=now,
        )
        return
    told = {comment.author_id}
    if comment.parent is not None and comment.parent.author_id != comment.author_id:
        told.add(comment.parent.author_id)
        notify(
            kind=REPLY,
            recipients=[comment.parent.author_id],
            subject=thread.code,
            event=comment.code,
            fields=fields | {"name": alias_of(comment.author)},
            url=comment.get_absolute_url(),
            now=now,
        )
    note_happening(
        kind=NEWS,
        subject=thread.code,
        event=comment.code,
        fields={"title": thread.title},
        url=thread.url,
        told=told,
        now=now,
    )


def _code_above(comment: Comment) -> str:
    return comment.parent.code if comment.parent is not None else ""
