"""What conventions hold of one person: the promises they gave for their household."""

from datetime import datetime
from typing import Any

from councils.models import Pledge


def pledges_told(user: Any) -> dict[str, Any]:
    """One query."""
    mine = Pledge.objects.filter(user=user).select_related("version__convention__community")
    return {
        "pledges": [
            {
                "convention": str(each.version),
                "promised": each.made_at.isoformat(),
                "taken_back": each.withdrawn_at.isoformat() if each.withdrawn_at else None,
            }
            for each in mine
        ]
    }


def forget_pledges(user: Any, now: datetime) -> list[str]:
    """The household's promise stays; who gave it goes."""
    Pledge.objects.filter(user=user).update(user=None)
    return []
