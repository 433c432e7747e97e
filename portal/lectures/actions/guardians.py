"""Guardians agree that children come to a session, and take it back as easily (PIPL Arts 15, 31)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.accounts.queries import alias_of, share_household
from portal.accounts.rules import require_signed_in, require_verified_phone, require_verified_resident
from portal.core import audit
from portal.core.errors import Forbidden, Invalid, WrongState
from portal.lectures.consents import CHILDREN
from portal.lectures.models import GuardianConsent, Session
from portal.lectures.news import tell_guardian
from portal.lectures.queries.guardians import consent_stands, is_minor
from portal.lectures.queries.sessions import session_to_keep, session_to_see
from portal.rosters.actions.seats import move, refill
from portal.rosters.enums import BookingEvent, BookingState, Ending
from portal.rosters.models import Roster

GOING = (BookingState.BOOKED, BookingState.OFFERED, BookingState.WAITLISTED)


@transaction.atomic
def agree(*, code: str, actor: Any, now: datetime, child: User | None = None) -> None:
    """`actor` agrees that children they bring come to this session, or `child`, who books by themselves.

    Doing it again changes nothing. Raises SignInNeeded, VerificationNeeded, Hidden, WrongState (not for children, or
    over), Invalid (child) unless both live behind the same door, Forbidden for somebody known to be under age.
    """
    require_verified_phone(actor)
    require_verified_resident(actor)
    _write(session_to_see(code, actor), actor, child, now)


@transaction.atomic
def record_agreement(*, code: str, guardian: User, child: User | None, actor: Any, now: datetime) -> None:
    """Staff write down a consent signed on paper. Raises as `session_to_keep` and `agree`, Forbidden for one's own."""
    session = session_to_keep(code, actor)
    if share_household(actor, guardian):
        raise Forbidden(_("Somebody else has to do this for you and your household."))
    _write(session, guardian, child, now, recorded_by=actor)
    audit.record("lectures.record_agreement", session, actor)


@transaction.atomic
def take_back_agreement(*, code: str, actor: Any, now: datetime, child: User | None = None) -> None:
    """`actor` no longer agrees: what is booked on it is cancelled, also after the last moment to cancel.

    Nothing where no consent stands. Raises SignInNeeded, Hidden.
    """
    require_signed_in(actor)
    session = session_to_see(code, actor)
    roster = Roster.objects.locked(code)
    child_id = child.pk if child is not None else None
    if not consent_stands(session, actor.pk, child_id):
        return
    _line(session, actor.pk, child_id, now, given=False)
    mine = {"user": child_id, "guardian": actor.pk} if child_id else {"user": actor.pk}
    for booking in roster.bookings.filter(state__in=GOING, **mine):
        booking.roster = roster
        move(booking, BookingEvent.CANCEL, now, ending=Ending.PERSON)
    refill(roster, now)


@transaction.atomic
def ask_guardian(*, code: str, guardian: User | None, actor: Any, now: datetime) -> None:
    """A child asks an adult of their household to agree; the adult is told, once a session.

    Raises SignInNeeded, Hidden, Invalid (guardian) for anybody else.
    """
    require_signed_in(actor)
    session = session_to_see(code, actor)
    _require_family(session, guardian, actor, "guardian")
    tell_guardian(session, guardian, alias_of(actor), actor.code, now)


def _write(session: Session, guardian: Any, child: User | None, now: datetime, recorded_by: Any = None) -> None:
    if not session.for_children:
        raise WrongState(_("No consent is needed for this session."))
    if session.roster.is_over(now):
        raise WrongState(_("This session is over or does not take place."))
    if is_minor(guardian, session):
        raise Forbidden(_("Only an adult can agree for a child."))
    if child is not None:
        _require_family(session, guardian, child, "child")
    User.objects.select_for_update().get(pk=guardian.pk)
    child_id = child.pk if child is not None else None
    if not consent_stands(session, guardian.pk, child_id):
        _line(session, guardian.pk, child_id, now, given=True, recorded_by=recorded_by)


def _line(session: Session, guardian_id: int, child_id: int | None, now: datetime, **said: Any) -> None:
    GuardianConsent.objects.create(
        session=session,
        guardian_id=guardian_id,
        child_id=child_id,
        purpose=CHILDREN.purpose,
        version=CHILDREN.version,
        at=now,
        **said,
    )


def _require_family(session: Session, guardian: User | None, child: Any, field: str) -> None:
    known = guardian is not None and guardian.pk != child.pk and share_household(guardian, child)
    if not known or is_minor(guardian, session):
        raise Invalid(**{field: _("Please name somebody of your own household.")})
