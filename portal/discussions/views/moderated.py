"""A comment in the moderators' inbox: its words, what it answers, what it said before, and who complained of what."""

from collections.abc import Sequence

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.template.loader import render_to_string

from portal.accounts.queries import alias_of
from portal.discussions.models import Comment
from portal.moderation.models import Submission

NEEDED = ("comment__thread", "comment__parent__author__resident", "comment__versions", "comment__reports")


def prepare_inbox(submissions: Sequence[Submission]) -> None:
    """Fetch what the cards of all these comments show; seven queries, however many."""
    prefetch_related_objects(list(submissions), *NEEDED)


def show_in_inbox(submission: Submission, request: HttpRequest) -> str:
    """The body of the card as safe HTML; no query after `prepare_inbox`."""
    comment: Comment = submission.comment
    above = alias_of(comment.parent.author) if comment.parent is not None else ""
    context = {"comment": comment, "parent_name": above, "title": submission.title}
    return render_to_string("discussions/in_inbox.html", context, request=request)
