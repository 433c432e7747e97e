"""What hours and certificates hold of one person."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from volunteers.models import Certificate, HoursDispute, ServiceRecord


def hours_of(user: Any) -> dict[str, Any]:
    """Records with those they replaced, disputes, certificates with all that is on them. Three queries."""
    return {
        "records": [
            {
                "project": each.project,
                "post": each.post,
                "organiser": each.organiser,
                "from": each.started_at.isoformat(),
                "to": each.ended_at.isoformat(),
                "minutes": each.minutes,
                "reason": each.reason,
                "replaces": each.corrects.code if each.corrects else None,
                "code": each.code,
            }
            for each in ServiceRecord.objects.filter(user=user).select_related("corrects").order_by("id")
        ],
        "disputes": [
            {"about": each.shift.roster.title, "text": each.text, "outcome": each.outcome, "answer": each.answer}
            for each in HoursDispute.objects.filter(user=user).select_related("shift__roster")
        ],
        "certificates": [
            {
                "serial": each.serial,
                "issued_at": each.issued_at.isoformat(),
                "content": each.content,
                "digest": each.digest,
                "withdrawn_because": each.withdrawn_because,
            }
            for each in Certificate.objects.filter(user=user)
        ],
    }


def forget_hours(user: Any, now: datetime) -> list[str]:
    """Names and numbers on certificates go, and what was said in disputes; that somebody served stays without a name.

    The paper a person holds can still be compared: its digest stays.
    """
    Certificate.objects.filter(user=user).exclude(content="").update(content="")
    HoursDispute.objects.filter(user=user, answered_at__isnull=True).delete()
    HoursDispute.objects.filter(user=user).update(text="—", answer="—")
    kept = []
    if ServiceRecord.objects.filter(user=user).exists():
        kept.append(_("That somebody served, with day and time and without your name: records have to be complete."))
    if Certificate.objects.filter(user=user).exists():
        kept.append(_("Serial and digest of certificates, so that the paper you hold can still be checked."))
    return kept
