"""A topic or a statement in the moderators' inbox: every word that an approval publishes."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string

from councils.models import Statement, Topic
from portal.moderation.models import Submission


def prepare_inbox(submissions: Sequence[Submission]) -> None:
    """Fetch the topics of all these submissions; one query."""
    found = {topic.submission_id: topic for topic in Topic.objects.filter(submission__in=submissions)}
    for submission in submissions:
        submission.shown_topic = found.get(submission.pk)  # type: ignore[attr-defined]


def show_in_inbox(submission: Submission, request: HttpRequest) -> str:
    """Safe HTML; no query after `prepare_inbox`."""
    topic = getattr(submission, "shown_topic", None) or Topic.objects.filter(submission=submission).first()
    return render_to_string("councils/topics/in_inbox.html", {"topic": topic}, request=request) if topic else ""


def prepare_statements(submissions: Sequence[Submission]) -> None:
    """Fetch the statements of all these submissions with their drafts; one query."""
    rows = Statement.objects.filter(submission__in=submissions).select_related("version__convention__community")
    found = {statement.submission_id: statement for statement in rows}
    for submission in submissions:
        submission.shown_statement = found.get(submission.pk)  # type: ignore[attr-defined]


def show_statement(submission: Submission, request: HttpRequest) -> str:
    """Safe HTML; no query after `prepare_statements`."""
    statement = getattr(submission, "shown_statement", None) or Statement.objects.filter(submission=submission).first()
    return render_to_string("councils/opinions/in_inbox.html", {"statement": statement}) if statement else ""
