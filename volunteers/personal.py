"""What volunteers hold of one person."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from portal.core.personal_data import PersonFile
from volunteers.models import Application, Hazard, HazardPhoto, Series, Shift


def service_of(user: Any) -> dict[str, Any]:
    """Applications, shifts they led, hazards they reported. Three queries; who came where is in the rosters' part."""
    applications = Application.objects.filter(user=user).select_related("post").order_by("asked_at", "id")
    led = Shift.objects.filter(leader=user).select_related("roster").order_by("roster__starts_at")
    return {
        "applications": [
            {
                "post": each.post.title,
                "asked_at": each.asked_at.isoformat(),
                "state": each.state,
                "words": each.words,
                "risks_accepted_at": each.risks_accepted_at.isoformat(),
                "reason": each.reason,
            }
            for each in applications
        ],
        "led": [
            {
                "title": each.roster.title,
                "begins": each.roster.starts_at.isoformat(),
                "started_at": each.started_at.isoformat() if each.started_at else None,
                "ended_at": each.ended_at.isoformat() if each.ended_at else None,
            }
            for each in led
        ],
        "hazards": [
            {"kind": each.kind, "place": each.place, "text": each.text, "reported_at": each.reported_at.isoformat()}
            for each in Hazard.objects.filter(reporter=user).order_by("reported_at", "id")
        ],
    }


def pictures_of(user: Any) -> list[PersonFile]:
    """The pictures of hazards that they sent. One query."""
    sent = HazardPhoto.objects.filter(hazard__reporter=user).select_related("hazard").order_by("id")
    return [PersonFile(f"hazards/{each.hazard.code}-{each.code}.jpg", each.image) for each in sent]


def forget_in_service(user: Any, now: datetime) -> list[str]:
    """Applications go, nothing is led any more; a reported hazard stays as a place, without who saw it."""
    Application.objects.filter(user=user).delete()
    Series.objects.filter(leader=user).update(leader=None)
    Shift.objects.filter(leader=user, started_at__isnull=True).update(leader=None)
    Hazard.objects.filter(reporter=user).update(reporter=None)
    if Shift.objects.filter(leader=user).exists():
        return [_("That somebody led a shift, without your name for others: hours of those who came rest on it.")]
    return []
