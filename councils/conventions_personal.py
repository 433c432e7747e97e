"""What conventions hold of one person: promises they gave for their household, wording they suggested or support."""

from datetime import datetime
from typing import Any

from councils.conventions_enums import WordingState
from councils.models import Pledge, Wording


def part_in_conventions(user: Any) -> dict[str, Any]:
    """Three queries."""
    mine = Pledge.objects.filter(user=user).select_related("version__convention__community")
    return {
        "pledges": [
            {
                "convention": str(each.version),
                "promised": each.made_at.isoformat(),
                "taken_back": each.withdrawn_at.isoformat() if each.withdrawn_at else None,
            }
            for each in mine
        ],
        "suggested_wordings": [
            {
                "text": each.text,
                "reason": each.reason,
                "suggested": each.suggested_at.isoformat(),
                "outcome": each.outcome,
                "answer": each.answer,
            }
            for each in Wording.objects.filter(author=user).order_by("id")
        ],
        "supported_wordings": [each.text for each in Wording.objects.filter(supports__user=user).order_by("id")],
    }


def forget_part_in_conventions(user: Any, now: datetime) -> list[str]:
    """The household's promise and what the draft took over stay; who gave them goes."""
    Pledge.objects.filter(user=user).update(user=None)
    mine = Wording.objects.filter(author=user)
    mine.filter(state=WordingState.WITHDRAWN).delete()
    mine.update(author=None)
    for wording in Wording.objects.select_for_update(of=("self",)).filter(supports__user=user):
        wording.supports.filter(user=user).delete()
        wording.support_count = wording.supports.count()
        wording.save(update_fields=["support_count"])
    return []
