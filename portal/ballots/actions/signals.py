"""After the count: look at how ballots came, and have people settle what is noticed. Nothing is left out by itself."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.ballots import queries
from portal.ballots.actions.exclusions import (
    leave_out,
    open_to_review,
    propose,
    recount,
    require_not_own,
    settle_signal,
)
from portal.ballots.enums import BallotAct, Decision, ExclusionKind, SignalState
from portal.ballots.models import Exclusion, Poll, Signal, SignalCheck
from portal.ballots.models.signals import WHY_AT_MOST
from portal.ballots.tally.signals import SINGLE, Found
from portal.core import audit, outbox
from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from portal.core.text import plain

LOOK = "ballots.look"


def promise_look(poll: Poll) -> None:
    """Have the vote looked at once its count is committed."""
    outbox.add(LOOK, key=poll.code)


def look_at_ballots(*, poll: Poll, now: datetime) -> SignalCheck:
    """Look once at how the ballots of a counted vote came, and keep what is noticed, for people to settle.

    Looking again changes nothing. Reads the marks before its transaction begins. Raises WrongState (not counted yet,
    or certified) or KeyUnavailable.
    """
    with transaction.atomic():
        poll = open_to_review(poll)
    known = SignalCheck.objects.filter(poll=poll).first()
    if known is not None:
        return known
    looked = queries.look(poll)
    with transaction.atomic():
        poll = open_to_review(poll)
        check, new = SignalCheck.objects.get_or_create(
            poll=poll, defaults={"at": now, "marked": looked.marked, "expected": looked.expected}
        )
        if new:
            Signal.objects.bulk_create(
                Signal(
                    poll=poll,
                    kind=each.kind,
                    ballots=each.ballots,
                    facts=dict(each.facts),
                    digest=queries.digest_of(poll, each),
                )
                for each in looked.found
            )
            audit.record("ballots.look", poll, None, marked=check.marked, noticed=len(looked.found))
    return check


def explain_signal(*, poll: Poll, code: str, why: str, actor: User, now: datetime) -> Signal:
    """Say why there is nothing wrong; the words are published with the certificate.

    Raises Hidden, WrongState (settled already, certified), Invalid (no words), or Forbidden where one's own ballot is
    among those it is about, as far as there are marks. The caller has asked its own rule whether `actor` may.
    """
    found = _found_again(poll, code)
    with transaction.atomic():
        poll = open_to_review(poll)
        signal = _noted(poll, code)
        require_not_own(poll, found.receipts if found else (), actor)
        return _settle(signal, SignalState.EXPLAINED, why, actor, now)


def quarantine_signal(*, poll: Poll, code: str, why: str, actor: User, now: datetime) -> list[Exclusion]:
    """Propose that the ballots it is about be left out; they count until a second person agrees (`decide_signal`).

    Raises as `explain_signal`, and WrongState where it is about no single ballots or its marks are gone.
    """
    found = _found_again(poll, code)
    if found is None:
        raise WrongState(_("The marks of its ballots are gone: single ballots can still be left out below."))
    if found.kind not in SINGLE:
        raise WrongState(_("It is about no single ballots: look into it and write what explains it."))
    receipts = found.receipts
    with transaction.atomic():
        poll = open_to_review(poll)
        signal = _noted(poll, code)
        ballots = list(poll.counted_ballots.filter(receipt__in=receipts, excluded=""))
        waiting = poll.exclusions.filter(receipt__in=receipts, state=Decision.WAITING)
        taken = set(waiting.values_list("receipt", flat=True))
        free = [ballot for ballot in ballots if ballot.receipt not in taken]
        if not free:
            raise WrongState(_("All its ballots are left out, or proposed to be, already."))
        signal = _settle(signal, SignalState.PROPOSED, why, actor, now)
        return [
            propose(poll, BallotAct.EXCLUDE, ballot, ExclusionKind.OTHER, signal.why, actor, now, signal)
            for ballot in free
        ]


@transaction.atomic
def decide_signal(*, poll: Poll, code: str, agree: bool, actor: User, now: datetime) -> list[Exclusion]:
    """Agree to leave all its ballots out, with one recount, or refuse for all of them.

    Raises Hidden, WrongState (nothing waits), or Forbidden (one's own proposal, or one's own ballot among them).
    """
    poll = open_to_review(poll)
    signal = poll.signals.filter(code=code).first()
    if signal is None:
        raise Hidden
    waiting = list(signal.exclusions.filter(state=Decision.WAITING).order_by("pk"))
    if not waiting:
        raise WrongState(_("Nothing about it waits for a decision."))
    if any(each.proposed_by_id == actor.pk for each in waiting):
        raise Forbidden(_("A second person has to decide this."))
    require_not_own(poll, [each.receipt for each in waiting], actor)
    for each in waiting:
        each.state = Decision.DONE if agree else Decision.REFUSED
        each.decided_by, each.decided_at = actor, now
    Exclusion.objects.bulk_update(waiting, ["state", "decided_by", "decided_at"])
    if agree:
        leave_out(poll, waiting)
        recount(poll, waiting[-1], now)
    settle_signal(signal)
    audit.record(
        "ballots.decide_exclusion",
        poll,
        actor,
        signal=signal.code,
        ballots=len(waiting),
        agreed=agree,
        result_digest=poll.result_digest,
    )
    return waiting


def _noted(poll: Poll, code: str) -> Signal:
    signal = poll.signals.select_for_update().filter(code=code).first()
    if signal is None:
        raise Hidden
    if signal.state != SignalState.NOTED:
        raise WrongState(_("This has been settled: %s.") % signal.get_state_display())
    return signal


def _settle(signal: Signal, state: SignalState, why: str, actor: User, now: datetime) -> Signal:
    why = plain(why)
    if not why or len(why) > WHY_AT_MOST:
        raise Invalid(why=_("Write why, in at most %d characters.") % WHY_AT_MOST)
    signal.state, signal.why, signal.settled_by, signal.settled_at = state, why, actor, now
    signal.save(update_fields=["state", "why", "settled_by", "settled_at"])
    audit.record("ballots.settle_signal", signal.poll, actor, signal=signal.code, state=state.value)
    return signal


def _found_again(poll: Poll, code: str) -> Found | None:
    """What a signal is about, found again among the marks; None where they are gone. Raises Hidden or WrongState."""
    signal = poll.signals.filter(code=code).first()
    if signal is None:
        raise Hidden
    with transaction.atomic():
        poll = open_to_review(poll)
    return next((each for each in queries.look(poll).found if queries.digest_of(poll, each) == signal.digest), None)
