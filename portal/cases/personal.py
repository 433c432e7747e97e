"""What cases hold of one person."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from portal.cases.models import Case, CaseRating


def cases_of(user: Any) -> dict[str, Any]:
    """Matters that they raised, with how they came out and what they said of it."""
    raised = Case.objects.filter(opened_by=user).order_by("opened_at", "pk")
    rated = CaseRating.objects.filter(by=user).select_related("case").order_by("at", "pk")
    return {
        "raised": [
            {
                "title": case.title,
                "kind": case.kind,
                "opened_at": case.opened_at.isoformat(),
                "state": case.state,
                "answer": case.answer,
            }
            for case in raised
        ],
        "ratings": [
            {
                "title": each.case.title,
                "score": each.score,
                "solved": each.solved,
                "words": each.words,
                "at": each.at.isoformat(),
            }
            for each in rated
        ],
    }


def forget_in_cases(user: Any, now: datetime) -> list[str]:
    """Their words about answers go; that a matter was raised and how it came out stays, without their name."""
    CaseRating.objects.filter(by=user).exclude(words="").update(words="")
    if Case.objects.filter(opened_by=user).exists():
        return [_("Matters that you raised, without your name for others: how they came out has to be shown.")]
    return []
