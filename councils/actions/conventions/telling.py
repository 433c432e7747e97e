"""The community hears of its convention: promised with the step itself, told by the outbox, each once."""

from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from councils.conventions_enums import ConventionEvent, ConventionState
from councils.conventions_news import CONVENTION
from councils.models import ConventionVersion
from portal.accounts.queries import staff_of, verified_residents
from portal.communities.models import Community
from portal.core import outbox
from portal.core.models import OutboxItem
from portal.notices.actions import notify

TELL, REVIEW = "councils.tell_convention", "councils.review_convention"
TOLD = {
    ConventionEvent.DRAFT: "consultation",
    ConventionEvent.SEND_BACK: "consultation",
    ConventionEvent.NOTIFY: "called",
    ConventionEvent.PUBLISH: "published",
}
MORNING = time(9)


def promise_news(version: ConventionVersion, event: ConventionEvent, now: datetime) -> None:
    """What the community hears of a step, and the review a year after it took effect; within the step's transaction."""
    if event in TOLD:
        step = version.steps.count()
        outbox.add(TELL, key=f"{version.code}:{step}", payload={"event": TOLD[event], "at": now.isoformat()})
    if event == ConventionEvent.TAKE_EFFECT:
        _promise_review(version, 1)


@transaction.atomic
def tell_community(*, code: str, step: int, event: str, at: datetime) -> int:
    """Tell everybody verified in the community; returns how many had not been told. Again tells nobody twice."""
    version = ConventionVersion.objects.select_related("convention__community", "body").get(code=code)
    community = version.convention.community
    people = verified_residents(Community.objects.filter(pk=community.pk)).order_by("pk")
    return notify(
        kind=CONVENTION,
        recipients=people.values_list("user_id", flat=True).iterator(chunk_size=500),
        subject=version.code,
        event=f"{event}-{step}",
        fields=_fields(version, event),
        url=version.get_absolute_url(),
        now=at,
    )


@transaction.atomic
def remind_of_review(*, code: str, year: int, now: datetime) -> int:
    """Remind the community's staff that a version is `year` years in force, and promise the next year's reminder.

    Returns how many were told; nobody once another version took its place.
    """
    version = ConventionVersion.objects.select_related("convention__community", "body").get(code=code)
    if version.state != ConventionState.IN_FORCE:
        return 0
    _promise_review(version, year + 1)
    return notify(
        kind=CONVENTION,
        recipients=list(staff_of(version.convention.community_id)),
        subject=version.code,
        event=f"review-{year}",
        fields=_fields(version, "review"),
        url=version.convention.get_absolute_url(),
        now=now,
    )


def _promise_review(version: ConventionVersion, year: int) -> None:
    if version.in_force_from is None:
        raise ValueError("what is in force has a first day")
    key = f"{version.code}:{year}"
    if OutboxItem.objects.filter(topic=REVIEW, key=key).exists():
        return
    begun = version.in_force_from
    day = begun.replace(year=begun.year + year, day=28 if (begun.month, begun.day) == (2, 29) else begun.day)
    outbox.add(REVIEW, key=key, due_at=timezone.make_aware(datetime.combine(day, MORNING)))


def _fields(version: ConventionVersion, event: str) -> dict[str, Any]:
    place = str(version.convention)
    return {
        "event": event,
        "place": place,
        "title": _("Residents' convention of %s") % place,
        "body": version.body.name if version.body else "",
        "day": version.meets_on.isoformat() if version.meets_on else "",
    }
