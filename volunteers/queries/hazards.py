from typing import Any

from django.db.models import QuerySet

from portal.cases.enums import Entry
from portal.cases.models import TimelineEntry
from portal.cases.queries.timeline import public_timeline
from portal.core.errors import Hidden
from portal.core.passes import lets_in
from volunteers.models import Hazard, HazardPhoto
from volunteers.rules import cares_for

PHOTO_SCOPE = "volunteers.hazard_photo"
"""Passes for pictures that not everybody sees (`portal.core.passes`)."""


def hazard_to_see(code: str, user: Any) -> Hazard:
    """Raises Hidden."""
    found = Hazard.objects.visible_to(user).select_related("case__community", "shift__roster", "checkpoint")
    hazard = found.filter(code=code).first()
    if hazard is None:
        raise Hidden
    return hazard


def hazard_timeline(hazard: Hazard) -> QuerySet[TimelineEntry]:
    """What happened, without the steps inside the office. Two queries."""
    return public_timeline(hazard.case).exclude(kind__in=[Entry.FORWARDED, Entry.CLOSED])


def photos_for(hazard: Hazard, user: Any) -> list[HazardPhoto]:
    """Its pictures: all for whoever sent them and for staff, without those left out for everybody else."""
    photos = hazard.photos.all()
    return list(photos if _sees_all(hazard, user) else photos.filter(hidden_at__isnull=True))


def photo_to_see(code: str, user: Any, given: str = "") -> tuple[HazardPhoto, bool]:
    """A picture, and whether everybody may see it; else it is for those who see the hazard, and for whoever holds a
    pass (`given`). Raises Hidden."""
    photo = HazardPhoto.objects.select_related("hazard__case").filter(code=code).first()
    if photo is None:
        raise Hidden
    public = photo.hidden_at is None and photo.hazard.shown_at is not None
    if public or _sees_all(photo.hazard, user) or (given and lets_in(given, PHOTO_SCOPE, code)):
        return photo, public
    led = photo.hidden_at is None and user.is_authenticated and photo.hazard.shift.leader_id == user.pk
    if not led:
        raise Hidden
    return photo, False


def _sees_all(hazard: Hazard, user: Any) -> bool:
    if not user.is_authenticated:
        return False
    return hazard.reporter_id == user.pk or cares_for(user, hazard.case.community_id)
