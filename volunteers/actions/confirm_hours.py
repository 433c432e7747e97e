"""Hours after a shift: somebody who was there, or staff, says from when to when each person served. Then it stands."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.accounts.rules import require_signed_in
from portal.core import audit
from portal.core.errors import Forbidden, Invalid, OutsideWindow, WrongState
from portal.core.text import plain
from portal.notices.actions import notify
from portal.rosters.actions.desk import DOORS_OPEN, TICKED_WITHIN
from portal.rosters.actions.seats import moment
from portal.rosters.enums import BookingState
from portal.rosters.models import Booking
from portal.rosters.queries.lists import household_of
from volunteers.hours_news import HOURS
from volunteers.models import ServiceRecord, Shift
from volunteers.models.certificates import issuer_of
from volunteers.models.hours import LONGEST_MINUTES
from volunteers.models.posts import REASON_AT_MOST
from volunteers.queries.hours import proposed_span, to_the_minute
from volunteers.refusals import ServedElsewhere
from volunteers.rules import cares_for, leads_patrols

A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Served:
    """One person's time, by the code of their booking; the way there and back is none of it."""

    booking: str
    started_at: datetime
    ended_at: datetime
    reason: str = ""


@dataclass(frozen=True)
class HoursConfirmed:
    """Codes of bookings: whose hours stand now, and those of the confirmer's own household, left to others."""

    confirmed: list[str]
    own: list[str]


@transaction.atomic
def confirm_hours(*, code: str, served: Collection[Served], actor: Any, now: datetime) -> HoursConfirmed:
    """Write the hours of people who came, all or none. Saying the same again changes nothing.

    By who leads the shift or another patrol leader of the community for two weeks, and by staff; never for oneself or
    one's household (志愿服务条例 Art. 19: truthful records). Another time than the shift's own needs a reason. Raises
    SignInNeeded, Hidden, Forbidden, WrongState (not ended; hours that stand already), OutsideWindow, Invalid (by code
    of booking), ServedElsewhere.
    """
    shift = Shift.objects.locked(code)
    require_confirms(actor, shift, now)
    if shift.ended_at is None:
        raise WrongState(_("Hours are confirmed once the shift has ended."))
    bookings = _came(shift, served)
    own = household_of(actor)
    mine = [each.booking for each in served if bookings[each.booking].user_id in own]
    rest = [each for each in served if each.booking not in mine]
    hold_people(bookings[each.booking].user_id for each in rest)
    standing = _standing(shift)
    for each in rest:
        _confirm(shift, bookings[each.booking], _checked(shift, each, now), standing, actor, now)
    audit.record("volunteers.confirm_hours", shift, actor, people=len(rest))
    return HoursConfirmed([each.booking for each in rest], mine)


def require_confirms(actor: Any, shift: Shift, now: datetime) -> None:
    """Raises SignInNeeded, Forbidden for whoever neither leads patrols here nor is staff, OutsideWindow for a leader
    two weeks after the shift."""
    require_signed_in(actor)
    community = shift.roster.community_id
    if cares_for(actor, community):
        return
    if shift.leader_id != actor.pk and not leads_patrols(actor, community):
        raise Forbidden(_("Only who leads patrols here, or staff, confirms hours. Nothing was changed."))
    if now >= shift.roster.ends_at + TICKED_WITHIN:
        raise OutsideWindow(_("This is too long ago. Please talk to your community."))


def hold_people(people: Iterable[int | None]) -> None:
    """Lock people in the order of their numbers, after the shift: two confirmations never wait for each other."""
    wanted = sorted({pk for pk in people if pk is not None})
    list(User.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk").values_list("pk", flat=True))


def require_not_elsewhere(user_id: int, span: tuple[datetime, datetime], besides: Shift) -> None:
    """Raises ServedElsewhere where hours of another shift stand at that time. One query."""
    others = ServiceRecord.objects.counted().filter(user=user_id).exclude(shift=besides)
    other = others.filter(started_at__lt=span[1], ended_at__gt=span[0]).first()
    if other is not None:
        raise ServedElsewhere(**{"with": f"{other.project} {moment(other.started_at)}"})


def tell_hours(record: ServiceRecord, event: str, now: datetime) -> None:
    notify(
        kind=HOURS,
        recipients=[record.user_id],
        subject=record.code,
        event=event,
        fields={
            "event": event,
            "title": record.project,
            "when": moment(record.started_at),
            "minutes": record.minutes,
            "reason": record.reason,
        },
        url="/me/hours/",
        now=now,
    )


def minutes_between(started_at: datetime, ended_at: datetime) -> int:
    return int((ended_at - started_at) / A_MINUTE)


def _came(shift: Shift, served: Collection[Served]) -> dict[str, Booking]:
    wanted = {each.booking for each in served}
    rows = shift.roster.bookings.filter(code__in=wanted, state=BookingState.ATTENDED, user__isnull=False)
    found = {row.code: row for row in rows}
    if strange := sorted(wanted - found.keys()):
        raise Invalid(**dict.fromkeys(strange, _("This person did not come, or has no account.")))
    return found


def _standing(shift: Shift) -> dict[int, ServiceRecord]:
    return {record.user_id: record for record in ServiceRecord.objects.in_force().filter(shift=shift)}


def _checked(shift: Shift, said: Served, now: datetime) -> Served:
    """To the minute, within an hour around the shift, with a reason where it is not the shift's own time."""
    start, end = to_the_minute(said.started_at), to_the_minute(said.ended_at)
    wrong = span_is_wrong(shift, start, end, now)
    if wrong:
        raise Invalid(**{said.booking: wrong})
    reason = plain(said.reason)[:REASON_AT_MOST]
    if (start, end) != proposed_span(shift) and not reason:
        raise Invalid(**{said.booking: _("This is not the time of the shift: please say why.")})
    return Served(said.booking, start, end, reason)


def span_is_wrong(shift: Shift, start: datetime, end: datetime, now: datetime) -> str:
    """What is wrong with this time, in words; empty where nothing is."""
    began, over = proposed_span(shift)
    earliest = min(began, shift.roster.starts_at) - DOORS_OPEN
    latest = max(over, shift.roster.ends_at) + DOORS_OPEN
    if end <= start:
        return _("It ends after it begins.")
    if minutes_between(start, end) > LONGEST_MINUTES:
        return _("Nobody serves for more than a day.")
    if start < earliest or end > latest or end > now:
        return _("This lies too far from the time of the shift. Only what really happened counts.")
    return ""


def _confirm(
    shift: Shift, booking: Booking, said: Served, standing: dict[int, ServiceRecord], actor: Any, now: datetime
) -> None:
    user_id = booking.user_id
    assert user_id is not None  # _came leaves guests out  # noqa: S101
    before = standing.get(user_id)
    if before is not None:
        if (before.started_at, before.ended_at) == (said.started_at, said.ended_at):
            return
        raise WrongState(_("The hours of %s stand already. Staff can correct them, with a reason.") % booking.name)
    require_not_elsewhere(user_id, (said.started_at, said.ended_at), shift)
    record = ServiceRecord.objects.create(
        shift=shift,
        user_id=user_id,
        started_at=said.started_at,
        ended_at=said.ended_at,
        minutes=minutes_between(said.started_at, said.ended_at),
        project=shift.roster.title,
        post=shift.route.post.title if shift.route.post else "",
        organiser=issuer_of(shift.roster.community).name,
        reason=said.reason,
        confirmed_at=now,
        confirmed_by=actor,
    )
    tell_hours(record, "confirmed", now)
