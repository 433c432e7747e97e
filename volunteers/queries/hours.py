"""Hours of service: what a shift proposes, what stands for a person, a year of it, and what waits for staff."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.utils import timezone

from portal.accounts.queries import communities_of
from portal.communities.models import Community
from portal.core.errors import Hidden
from portal.rosters.enums import BookingState
from portal.rosters.models import Booking
from volunteers.models import Certificate, HoursDispute, ServiceRecord, Shift

UNCONFIRMED_AFTER = timedelta(days=3)
"""From when on staff are told that the hours of a shift are not confirmed."""
RECORDS_AT_MOST = 500


def to_the_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def proposed_span(shift: Shift) -> tuple[datetime, datetime]:
    """From when to when the shift really went, to the minute and at least one; its planned time where nobody noted."""
    start = to_the_minute(shift.started_at or shift.roster.starts_at)
    end = to_the_minute(shift.ended_at or shift.roster.ends_at)
    return start, max(end, start + timedelta(minutes=1))


@dataclass(frozen=True)
class HoursLine:
    """One who came. `record` is what stands already; `own`: of the viewer's household, so not theirs to confirm."""

    booking: Booking
    name: str
    started_at: datetime
    ended_at: datetime
    record: ServiceRecord | None
    own: bool

    @property
    def minutes(self) -> int:
        return int((self.ended_at - self.started_at) / timedelta(minutes=1))


def hours_lines(shift: Shift, own: Iterable[int]) -> list[HoursLine]:
    """Everybody with an account who came, with what is proposed or stands for them. Two queries."""
    came = shift.roster.bookings.filter(state=BookingState.ATTENDED, user__isnull=False)
    standing = {record.user_id: record for record in ServiceRecord.objects.in_force().filter(shift=shift)}
    start, end = proposed_span(shift)
    mine = set(own)
    lines = []
    for booking in came.select_related("user__resident").order_by("id"):
        record = standing.get(booking.user_id or 0)
        span = (record.started_at, record.ended_at) if record else (start, end)
        lines.append(HoursLine(booking, booking.name, *span, record, booking.user_id in mine))
    return lines


def records_of(user: Any) -> QuerySet[ServiceRecord]:
    """What stands for a person, the latest first, corrected to nothing too. One query."""
    mine = ServiceRecord.objects.in_force().filter(user=user.pk)
    return mine.select_related("shift__roster__community", "corrects", "confirmed_by__resident")[:RECORDS_AT_MOST]


def history_of(record: ServiceRecord) -> list[ServiceRecord]:
    """The record and all that it replaced, the newest first. One query a step."""
    found = [record]
    while found[-1].corrects_id is not None:
        found.append(
            ServiceRecord.objects.select_related("corrects", "confirmed_by__resident").get(pk=found[-1].corrects_id)
        )
    return found


def records_between(user: Any, community: Community, first_day: date, last_day: date) -> QuerySet[ServiceRecord]:
    """Service in one community on days from `first_day` to `last_day`, both included, in order. One query."""
    begins, ends = _midnight(first_day), _midnight(last_day + timedelta(days=1))
    counted = ServiceRecord.objects.counted().filter(user=user.pk, shift__roster__community=community)
    return counted.filter(started_at__gte=begins, started_at__lt=ends).order_by("started_at", "id")


@dataclass(frozen=True)
class Year:
    """Somebody's service in one year. `projects` are (project, times, minutes), the longest first."""

    year: int
    minutes: int
    times: int
    projects: list[tuple[str, int, int]]


def year_of(user: Any, year: int) -> Year:
    """One query."""
    begins, ends = _midnight(date(year, 1, 1)), _midnight(date(year + 1, 1, 1))
    counted = ServiceRecord.objects.counted().filter(user=user.pk, started_at__gte=begins, started_at__lt=ends)
    rows = counted.order_by().values_list("project").annotate(times=Count("id"), total=Sum("minutes"))
    projects = sorted(rows, key=lambda row: (-row[2], row[0]))
    return Year(year, sum(row[2] for row in projects), sum(row[1] for row in projects), projects)


def years_of(user: Any) -> list[int]:
    """The years in which somebody served, the latest first. One query."""
    moments = ServiceRecord.objects.counted().filter(user=user.pk).values_list("started_at", flat=True)
    return sorted({timezone.localtime(at).year for at in moments}, reverse=True)


def communities_served(user: Any) -> QuerySet[Community]:
    """Where somebody has hours that stand. One query."""
    served = ServiceRecord.objects.counted().filter(user=user.pk).values("shift__roster__community")
    return Community.objects.filter(pk__in=served).order_by("name")


def certificates_of(user: Any) -> QuerySet[Certificate]:
    """One query."""
    return Certificate.objects.filter(user=user.pk).select_related("community")


def disputes_of(user: Any) -> QuerySet[HoursDispute]:
    """One query."""
    return HoursDispute.objects.filter(user=user.pk).select_related("shift__roster").order_by("-filed_at", "-id")


def shifts_behind(user: Any, now: datetime) -> QuerySet[Booking]:
    """Shifts that are over and in which somebody had a place, without hours that stand. One query."""
    standing = ServiceRecord.objects.in_force().filter(user=user.pk, shift__roster=OuterRef("roster"))
    mine = Booking.objects.filter(user=user.pk, roster__shift__isnull=False, roster__ends_at__lte=now)
    open_ones = mine.exclude(state=BookingState.CANCELLED).filter(roster__called_off_at__isnull=True)
    return open_ones.filter(~Exists(standing)).select_related("roster__community").order_by("-roster__starts_at")[:20]


def unconfirmed_shifts(staff: Any) -> QuerySet[Shift]:
    """Ended shifts of one's communities in which somebody who came has no hours yet, the oldest first. One query."""
    return _without_hours(Shift.objects.in_care_of(staff))


def unconfirmed_for_leader(leader: Any) -> QuerySet[Shift]:
    """The same of shifts that somebody leads. One query."""
    return _without_hours(Shift.objects.filter(leader=leader.pk))


def _without_hours(shifts: QuerySet[Shift]) -> QuerySet[Shift]:
    recorded = ServiceRecord.objects.filter(shift=OuterRef("roster__shift"), user=OuterRef("user"))
    missing = Booking.objects.filter(
        ~Exists(recorded), roster=OuterRef("roster"), state=BookingState.ATTENDED, user__isnull=False
    )
    found = shifts.filter(Exists(missing), ended_at__isnull=False)
    return found.select_related("roster__community", "leader__resident").order_by("ended_at", "id")


def open_disputes(staff: Any) -> QuerySet[HoursDispute]:
    """Disputes of one's communities that wait for an answer, the oldest first. One query."""
    waiting = HoursDispute.objects.filter(answered_at__isnull=True, shift__roster__community__in=communities_of(staff))
    return waiting.select_related("shift__roster__community", "user__resident")


def records_in_care_of(staff: Any, first_day: date, last_day: date) -> QuerySet[ServiceRecord]:
    """What stands in one's communities on days from `first_day` to `last_day`, both included, in order. One query."""
    found = ServiceRecord.objects.counted().in_care_of(staff)
    found = found.filter(started_at__gte=_midnight(first_day), started_at__lt=_midnight(last_day + timedelta(days=1)))
    return found.select_related("user__resident", "shift__roster__community").order_by("started_at", "id")


def certificate_to_check(serial: str) -> Certificate:
    """For everybody who has the serial. Raises Hidden."""
    found = Certificate.objects.select_related("community").filter(serial=serial).first()
    if found is None:
        raise Hidden
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
