"""A volunteer says that hours are wrong or missing; staff look and answer (民政部令第67号: checked and put right)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.queries import share_household
from portal.accounts.rules import require_signed_in
from portal.core import audit
from portal.core.errors import Forbidden, Hidden, Invalid, OutsideWindow, WrongState
from portal.core.text import plain
from portal.notices.actions import notify
from portal.rosters.enums import BookingState
from volunteers.actions.confirm_hours import Served, confirm_hours
from volunteers.actions.correct_hours import correct_hours
from volunteers.enums import DisputeAnswer
from volunteers.hours_news import HOURS
from volunteers.models import HoursDispute, ServiceRecord, Shift
from volunteers.models.posts import TEXT_AT_MOST
from volunteers.rules import require_care


@transaction.atomic
def dispute_hours(*, shift_code: str, text: str, actor: Any, now: datetime) -> HoursDispute:
    """Say what is wrong with one's own hours of a shift that is over. The same words again change nothing.

    Raises SignInNeeded, Hidden for whoever had no place in it, OutsideWindow before it is over, Invalid (text),
    WrongState while another dispute of theirs about it waits.
    """
    require_signed_in(actor)
    shift = Shift.objects.locked(shift_code)
    mine = shift.roster.bookings.filter(user=actor.pk).exclude(state=BookingState.CANCELLED)
    if not mine.exists():
        raise Hidden
    if shift.ended_at is None and now < shift.roster.ends_at:
        raise OutsideWindow(_("It is not over yet."))
    said = plain(text)[:TEXT_AT_MOST]
    if not said:
        raise Invalid(text=_("Write what is wrong, so that somebody can look."))
    before = HoursDispute.objects.filter(shift=shift, user=actor.pk, answered_at__isnull=True).first()
    if before is not None:
        if before.text == said:
            return before
        raise WrongState(_("You have said something about this shift already; it is being looked at."))
    return HoursDispute.objects.create(shift=shift, user_id=actor.pk, text=said, filed_at=now)


@transaction.atomic
def answer_dispute(
    *,
    code: str,
    outcome: DisputeAnswer,
    answer: str,
    actor: Any,
    now: datetime,
    started_at: datetime | None = None,
    ended_at: datetime | None = None,
) -> HoursDispute:
    """Answer in words; where it is right and a time is given, the hours are corrected or confirmed with it.

    By staff of the community, never for oneself or one's household. Raises SignInNeeded, Hidden, Forbidden,
    WrongState (answered already), Invalid (answer), and as `correct_hours` and `confirm_hours`.
    """
    found = HoursDispute.objects.filter(code=code).values_list("shift__roster__code", flat=True).first()
    if found is None:
        raise Hidden
    shift = Shift.objects.locked(found)
    require_care(actor, shift.roster.community_id)
    dispute = HoursDispute.objects.select_related("user__resident").get(code=code)
    person: Any = dispute.user
    if share_household(actor, person):
        raise Forbidden(_("Somebody else has to do this for you and your household."))
    if dispute.answered_at is not None:
        raise WrongState(_("This was answered already."))
    said = plain(answer)[:TEXT_AT_MOST]
    if not said:
        raise Invalid(answer=_("Write an answer: the person gets it word for word."))
    if started_at is not None and ended_at is not None:
        if outcome != DisputeAnswer.RIGHT:
            raise Invalid(outcome=_("Hours change only where the person is right."))
        _put_right(shift, dispute, started_at, ended_at, said, actor, now)
    dispute.outcome, dispute.answer, dispute.answered_at, dispute.answered_by = outcome, said, now, actor
    dispute.save(update_fields=["outcome", "answer", "answered_at", "answered_by"])
    notify(
        kind=HOURS,
        recipients=[dispute.user_id],
        subject=dispute.code,
        event="answered",
        fields={"event": "answered", "title": shift.roster.title, "reason": said, "outcome": outcome.value},
        url="/me/hours/",
        now=now,
    )
    audit.record("volunteers.answer_dispute", shift, actor, dispute=dispute.code, outcome=outcome.value)
    return dispute


def _put_right(
    shift: Shift, dispute: HoursDispute, start: datetime, end: datetime, reason: str, actor: Any, now: datetime
) -> None:
    record = ServiceRecord.objects.in_force().filter(shift=shift, user=dispute.user_id).first()
    if record is not None:
        correct_hours(code=record.code, started_at=start, ended_at=end, reason=reason, actor=actor, now=now)
        return
    booking = shift.roster.bookings.filter(user=dispute.user_id, state=BookingState.ATTENDED).first()
    if booking is None:
        raise WrongState(_("The list says that this person did not come: put the list right first."))
    confirm_hours(code=shift.code, served=[Served(booking.code, start, end, reason)], actor=actor, now=now)
