"""Putting a record right: the old one stays, a new one takes its place, and certificates that rest on it end."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.queries import share_household
from portal.core import audit
from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from portal.core.text import plain
from volunteers.actions.confirm_hours import (
    hold_people,
    minutes_between,
    require_not_elsewhere,
    span_is_wrong,
    tell_hours,
)
from volunteers.actions.withdraw_certificate import withdraw_resting_on
from volunteers.models import ServiceRecord, Shift
from volunteers.models.posts import REASON_AT_MOST
from volunteers.queries.hours import to_the_minute
from volunteers.rules import require_care


@transaction.atomic
def correct_hours(
    *, code: str, started_at: datetime | None, ended_at: datetime | None, reason: str, actor: Any, now: datetime
) -> ServiceRecord:
    """Another time for a record that stands; none at all (both None) says that the person did not serve.

    By staff of the community, never for oneself or one's household. Certificates that name the old record are
    withdrawn. Raises SignInNeeded, Hidden, Forbidden, Invalid (reason, ended_at), WrongState (corrected already),
    ServedElsewhere.
    """
    found = ServiceRecord.objects.filter(code=code).values_list("shift__roster__code", flat=True).first()
    if found is None:
        raise Hidden
    shift = Shift.objects.locked(found)
    require_care(actor, shift.roster.community_id)
    record = ServiceRecord.objects.select_related("user__resident").get(code=code)
    person: Any = record.user
    if share_household(actor, person):
        raise Forbidden(_("Somebody else has to do this for you and your household."))
    hold_people([record.user_id])
    if ServiceRecord.objects.filter(corrects=record).exists():
        raise WrongState(_("This record was corrected already. Please look at the newest one."))
    because = plain(reason)[:REASON_AT_MOST]
    if not because:
        raise Invalid(reason=_("Say why: the person is told, and it stays with the record."))
    start, end = _span(shift, record, started_at, ended_at, now)
    correction = ServiceRecord.objects.create(
        shift=shift,
        user=person,
        started_at=start,
        ended_at=end,
        minutes=minutes_between(start, end),
        project=record.project,
        post=record.post,
        organiser=record.organiser,
        reason=because,
        corrects=record,
        confirmed_at=now,
        confirmed_by=actor,
    )
    tell_hours(correction, "corrected", now)
    withdraw_resting_on(record, because, now)
    audit.record("volunteers.correct_hours", shift, actor, record=record.code, correction=correction.code)
    return correction


def _span(
    shift: Shift, record: ServiceRecord, started_at: datetime | None, ended_at: datetime | None, now: datetime
) -> tuple[datetime, datetime]:
    if started_at is None and ended_at is None:
        return record.started_at, record.started_at
    if started_at is None or ended_at is None:
        raise Invalid(ended_at=_("Write both, the beginning and the end, or neither where nobody served."))
    start, end = to_the_minute(started_at), to_the_minute(ended_at)
    if wrong := span_is_wrong(shift, start, end, now):
        raise Invalid(ended_at=wrong)
    if (start, end) == (record.started_at, record.ended_at):
        raise Invalid(ended_at=_("This is what stands already."))
    require_not_elsewhere(record.user_id, (start, end), shift)
    return start, end
