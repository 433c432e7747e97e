"""What councils hold of one person."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from councils.enums import TopicState
from councils.models import Motion, Seat, Topic


def part_in_councils(user: Any) -> dict[str, Any]:
    """Seats, topics and motions of theirs. Four queries."""
    seats = Seat.objects.filter(user=user).select_related("body").order_by("since", "id")
    topics = Topic.objects.filter(author=user).order_by("created_at", "id")
    seconded = Topic.objects.filter(seconds__user=user).order_by("id")
    motions = Motion.objects.filter(mover=user).select_related("meeting").order_by("raised_at", "id")
    return {
        "seats": [
            {
                "body": each.body.name,
                "role": each.role,
                "since": each.since.isoformat(),
                "until": each.until.isoformat() if each.until else None,
            }
            for each in seats
        ],
        "topics": [
            {
                "title": each.title,
                "text": each.text,
                "state": each.state,
                "written": each.created_at.isoformat(),
            }
            for each in topics
        ],
        "seconded": [each.title for each in seconded],
        "motions": [
            {
                "meeting": each.meeting.title,
                "who": each.who,
                "what": each.what,
                "due_on": each.due_on.isoformat() if each.due_on else None,
                "money_cny": str(each.money_cny),
            }
            for each in motions
        ],
    }


def forget_in_councils(user: Any, now: datetime) -> list[str]:
    """What was never shown goes; what a council dealt with stays, without who raised it."""
    mine = Topic.objects.filter(author=user)
    mine.filter(state=TopicState.DRAFT).delete()
    mine.update(author=None)
    for topic in Topic.objects.select_for_update(of=("self",)).filter(seconds__user=user):
        topic.seconds.filter(user=user).delete()
        topic.second_count = topic.seconds.count()
        topic.save(update_fields=["second_count"])
    Motion.objects.filter(mover=user).update(mover=None)
    kept = Seat.objects.filter(user=user)
    if kept.exists():
        return [_("That somebody held a seat of a council: its records are kept for filing.")]
    return []
