"""What meetings hold of one person."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from councils.models import Attendance, Proxy, Second, Turn


def part_at_meetings(user: Any) -> dict[str, Any]:
    """Meetings attended, turns asked for and motions seconded, proxies. Four queries."""
    attended = Attendance.objects.filter(user=user).select_related("meeting").order_by("at", "id")
    turns = Turn.objects.filter(user=user).select_related("meeting").order_by("asked_at", "id")
    seconds = Second.objects.filter(user=user).select_related("motion").order_by("at", "id")
    proxies = Proxy.objects.filter(Q(principal=user) | Q(holder=user)).select_related("meeting").order_by("at", "id")
    return {
        "stood_in": [
            {"meeting": each.meeting.title, "for_me": each.principal_id == user.pk, "written": each.reference}
            for each in proxies
        ],
        "attended": [{"meeting": each.meeting.title, "at": each.at.isoformat(), "how": each.how} for each in attended],
        "turns": [
            {"meeting": each.meeting.title, "asked": each.asked_at.isoformat(), "stance": each.stance} for each in turns
        ],
        "seconded": [{"what": each.motion.what, "at": each.at.isoformat()} for each in seconds],
    }


def forget_at_meetings(user: Any, now: datetime) -> list[str]:
    """A wish to speak that still waits goes; who attended and seconded is kept for filing."""
    Turn.objects.filter(user=user, began_at__isnull=True).delete()
    if Attendance.objects.filter(user=user).exists():
        return [_("That somebody attended a meeting of a council: its records are kept for filing.")]
    return []
