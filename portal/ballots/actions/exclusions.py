"""Leaving a counted ballot out, or taking it back in: one person proposes, another decides, and the vote is recounted.

Nothing is dropped: the ballot stays in the ballot file with its ground, and each recount is a version of the result.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.ballots import queries
from portal.ballots.enums import BallotAct, Decision, ExclusionKind, SignalState
from portal.ballots.models import CountedBallot, Exclusion, Poll, ResultVersion, Signal
from portal.ballots.models.certification import REASON_AT_MOST
from portal.ballots.tally.count import count
from portal.ballots.tally.digests import result_digest
from portal.core import audit
from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from portal.core.text import plain


@transaction.atomic
def propose_exclusion(
    *,
    poll: Poll,
    kind: ExclusionKind,
    reason: str,
    actor: User | None,
    now: datetime,
    receipt: str = "",
    voter: User | None = None,
) -> Exclusion:
    """Ask that one counted ballot be left out; it counts until somebody else agrees. Name its receipt or its voter.

    The voter is not written down: their ballot is found by their key, as long as there is one. `actor` is None where a
    check of the portal asks. `reason` is published, so it must not tell who it is about.
    Raises WrongState (not counted, certified, or asked already), Invalid (no such ballot, no reason), Forbidden (one's
    own ballot) or KeyUnavailable. The caller has asked its own rule whether `actor` may.
    """
    poll = open_to_review(poll)
    if kind == ExclusionKind.PAPER_FIRST:
        raise Invalid(kind=_("This ground is found by the count alone."))
    if voter is not None:
        receipt = queries.receipt_in_file(poll, voter.pk)
    ballot = queries.ballot_in_file(poll, receipt)
    if ballot is None or ballot.excluded:
        raise Invalid(ballot=_("No ballot that counts has been found. Please check the receipt or the person."))
    return propose(poll, BallotAct.EXCLUDE, ballot, kind, reason, actor, now)


@transaction.atomic
def propose_restoration(*, poll: Poll, receipt: str, reason: str, actor: User | None, now: datetime) -> Exclusion:
    """Ask that a ballot that was left out count again. Raises as `propose_exclusion`."""
    poll = open_to_review(poll)
    ballot = queries.ballot_in_file(poll, receipt)
    if ballot is None or not ballot.excluded:
        raise Invalid(ballot=_("This ballot has not been left out."))
    if ballot.excluded == ExclusionKind.PAPER_FIRST:
        raise Invalid(ballot=_("Its voter had voted on paper already: it cannot count again."))
    return propose(poll, BallotAct.RESTORE, ballot, ExclusionKind(ballot.excluded), reason, actor, now)


@transaction.atomic
def decide_exclusion(*, poll: Poll, code: str, agree: bool, actor: User, now: datetime) -> Exclusion:
    """Agree, and the vote is recounted without (or again with) the ballot; or refuse, and nothing changes.

    Raises Hidden, WrongState (decided already, or certified), Forbidden (one's own proposal, or one's own ballot) or
    KeyUnavailable. The caller has asked its own rule whether `actor` may.
    """
    poll = open_to_review(poll)
    exclusion = poll.exclusions.filter(code=code).first()
    if exclusion is None:
        raise Hidden
    if exclusion.state != Decision.WAITING:
        raise WrongState(_("This has been settled: %s.") % exclusion.get_state_display())
    if exclusion.proposed_by_id == actor.pk:
        raise Forbidden(_("A second person has to decide this."))
    require_not_own(poll, [exclusion.receipt], actor)
    exclusion.state = Decision.DONE if agree else Decision.REFUSED
    exclusion.decided_by, exclusion.decided_at = actor, now
    exclusion.save(update_fields=["state", "decided_by", "decided_at"])
    if agree:
        leave_out(poll, [exclusion])
        recount(poll, exclusion, now)
    if exclusion.signal is not None:
        settle_signal(exclusion.signal)
    audit.record(
        "ballots.decide_exclusion",
        poll,
        actor,
        exclusion=exclusion.code,
        act=exclusion.act,
        agreed=agree,
        result_digest=poll.result_digest,
    )
    return exclusion


def open_to_review(poll: Poll) -> Poll:
    """The poll, its row locked. Raises WrongState before the count and after the certificate."""
    poll = Poll.objects.select_for_update(of=("self",)).select_related("roll").get(pk=poll.pk)
    if poll.counted_at is None:
        raise WrongState(_("This vote has not been counted yet."))
    if poll.certified_at is not None:
        raise WrongState(_("This result has been certified."))
    return poll


def propose(
    poll: Poll,
    act: BallotAct,
    ballot: CountedBallot,
    kind: ExclusionKind,
    reason: str,
    actor: User | None,
    now: datetime,
    signal: Signal | None = None,
) -> Exclusion:
    """Write one proposal down. `poll` is locked. Raises Invalid (no reason), WrongState (asked already), Forbidden."""
    reason = plain(reason)
    if not reason or len(reason) > REASON_AT_MOST:
        raise Invalid(reason=_("Write why, in at most %d characters.") % REASON_AT_MOST)
    if poll.exclusions.filter(receipt=ballot.receipt, state=Decision.WAITING).exists():
        raise WrongState(_("This has been proposed and waits for a second person."))
    if actor is not None:
        require_not_own(poll, [ballot.receipt], actor)
    exclusion = Exclusion.objects.create(
        poll=poll,
        act=act,
        receipt=ballot.receipt,
        kind=kind,
        reason=reason,
        proposed_by=actor,
        proposed_at=now,
        signal=signal,
    )
    audit.record("ballots.propose_exclusion", poll, actor, exclusion=exclusion.code, act=act, kind=kind)
    return exclusion


def require_not_own(poll: Poll, receipts: Sequence[str], actor: User) -> None:
    """Raises Forbidden where `actor`'s own ballot is among them."""
    if queries.receipt_in_file(poll, actor.pk) in receipts:
        raise Forbidden(_("This is your own ballot: somebody else has to see to it."))


def settle_signal(signal: Signal) -> None:
    """Say of what was noticed how it came out, once nothing about it waits any more."""
    states = set(signal.exclusions.values_list("state", flat=True))
    if Decision.WAITING in states:
        return
    signal.state = SignalState.LEFT_OUT if Decision.DONE in states else SignalState.KEPT
    signal.save(update_fields=["state"])


def leave_out(poll: Poll, exclusions: Sequence[Exclusion]) -> None:
    """Mark the ballots as what was decided makes them: left out with the ground, or counting again."""
    for each in exclusions:
        ground = each.kind if each.act == BallotAct.EXCLUDE else ""
        poll.counted_ballots.filter(receipt=each.receipt).update(excluded=ground)


def recount(poll: Poll, exclusion: Exclusion, now: datetime) -> None:
    """Count anew from the ballots that are kept; the result's next version belongs to `exclusion`."""
    rows = list(poll.counted_ballots.order_by("receipt").values_list("excluded", "options", "channel"))
    counted = [(options, channel) for excluded, options, channel in rows if not excluded]
    poll.result = count(
        queries.election(poll),
        [options for options, _channel in counted],
        [(excluded, options) for excluded, options, _channel in rows if excluded],
        [channel for _options, channel in counted],
        (poll.result or {}).get("papers"),
    )
    poll.result_digest = result_digest(poll.result)
    poll.save(update_fields=["result", "result_digest"])
    ResultVersion.objects.create(
        poll=poll,
        number=poll.result_versions.count() + 1,
        result=poll.result,
        digest=poll.result_digest,
        at=now,
        exclusion=exclusion,
    )
