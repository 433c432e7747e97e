"""What owners' soundings hold of one person: the head they are, and what they said."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from councils.models import OwnerHead, OwnerVote


def part_in_soundings(user: Any) -> dict[str, Any]:
    """Three queries."""
    heads = OwnerHead.objects.filter(user=user).select_related("sounding").prefetch_related("units").order_by("pk")
    votes = OwnerVote.objects.filter(head__user=user).select_related("head__sounding").order_by("pk")
    return {
        "owner_on": [
            {"sounding": each.sounding.title, "name": each.name, "units": [unit.number for unit in each.units.all()]}
            for each in heads
        ],
        "owner_votes": [
            {
                "sounding": each.head.sounding.title,
                "choice": each.choice,
                "channel": each.channel,
                "state": each.state,
                "at": each.entered_at.isoformat(),
            }
            for each in votes
        ],
    }


def forget_in_soundings(user: Any, now: datetime) -> list[str]:
    """Their account is unlinked; the roll and the recorded vote stay with the unit."""
    voted = OwnerVote.objects.filter(head__user=user).exists()
    OwnerVote.objects.filter(entered_by=user, channel="online").update(entered_by=None)
    OwnerHead.objects.filter(user=user).update(user=None)
    if voted:
        return [_("A recorded vote in an owners' sounding: it stays with the unit, without the account.")]
    return []
