"""What the opinion map holds of one person: the statements they wrote and what they said to others'."""

from datetime import datetime
from typing import Any

from councils.actions.opinions.holding import promise_map
from councils.models import ConventionVersion, Reaction, Statement
from councils.opinions_enums import StatementState
from portal.moderation.actions import withdraw_submission


def opinions_told(user: Any) -> dict[str, Any]:
    """Two queries."""
    wrote = Statement.objects.filter(author=user).order_by("pk")
    said = Reaction.objects.filter(user=user).select_related("statement").order_by("pk")
    return {
        "statements": [
            {"text": each.text, "state": each.state, "written": each.written_at.isoformat()} for each in wrote
        ],
        "reactions": [
            {"statement": each.statement.text, "view": each.view, "at": each.at.isoformat()} for each in said
        ],
    }


def erase_opinions(user: Any, now: datetime) -> list[str]:
    """What they said to others' statements goes, and the maps are drawn again; what they wrote stays, nobody's.

    What waits to be read or came back is withdrawn and goes.
    """
    touched = ConventionVersion.objects.filter(statements__reactions__user=user).distinct()
    versions = list(ConventionVersion.objects.select_for_update().filter(pk__in=touched.values("pk")))
    Reaction.objects.filter(user=user).delete()
    for version in versions:
        promise_map(version, now)
    mine = Statement.objects.filter(author=user)
    unread = mine.filter(state__in=[StatementState.WAITING, StatementState.RETURNED], reactions__isnull=True)
    for statement in unread.select_related("submission"):
        if statement.submission is not None:
            withdraw_submission(submission=statement.submission, now=now)
        statement.delete()
    mine.update(author=None)
    return []
