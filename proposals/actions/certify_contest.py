"""Ballots left out of a contest's count, and the certificate: each by two of its managers."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.accounts.phones import normal_phone
from portal.ballots.actions import (
    certify_poll,
    decide_exclusion,
    decide_signal,
    explain_signal,
    look_at_ballots,
    propose_certification,
    propose_exclusion,
    propose_restoration,
    quarantine_signal,
)
from portal.ballots.enums import ExclusionKind
from portal.ballots.models import Certificate, Exclusion, Poll, Signal, SignalCheck
from portal.core.errors import Hidden, Invalid
from proposals.actions.locking import managed_with_poll
from proposals.actions.promises import promise_news_of_result
from proposals.models import Contest


@transaction.atomic
def propose_ballot_exclusion(
    *, code: str, kind: ExclusionKind, reason: str, actor: Any, now: datetime, receipt: str = "", phone: str = ""
) -> Exclusion:
    """Ask that a ballot be left out, named by its receipt or by its voter's mobile number (which is not kept).

    Raises Hidden, Invalid (neither or both named, or nobody on the roll has the number), or what
    `portal.ballots.actions.propose_exclusion` raises.
    """
    _contest, poll = managed_with_poll(code, actor)
    if bool(receipt.strip()) == bool(phone.strip()):
        raise Invalid(receipt=_("Name the ballot by its receipt or by its voter, one of the two."))
    voter = None
    if phone.strip():
        voter = User.objects.filter(phone=normal_phone(phone), roll_entries__roll=poll.roll_id).first()
        if voter is None:
            raise Invalid(phone=_("Nobody on the roll has this number."))
    return propose_exclusion(poll=poll, kind=kind, reason=reason, actor=actor, now=now, receipt=receipt, voter=voter)


@transaction.atomic
def propose_ballot_restoration(*, code: str, exclusion_code: str, reason: str, actor: Any, now: datetime) -> Exclusion:
    """Ask that a ballot that was left out count again. Raises Hidden, or what `propose_restoration` raises."""
    _contest, poll = managed_with_poll(code, actor)
    exclusion = poll.exclusions.filter(code=exclusion_code).first()
    receipt = exclusion.receipt if exclusion is not None else ""
    return propose_restoration(poll=poll, receipt=receipt, reason=reason, actor=actor, now=now)


@transaction.atomic
def decide_ballot_exclusion(*, code: str, exclusion_code: str, agree: bool, actor: Any, now: datetime) -> Exclusion:
    """Agree or refuse, as another manager. Authors whose outcome changed by the recount are told the new one.

    Raises Hidden, or what `portal.ballots.actions.decide_exclusion` raises.
    """
    contest, poll = managed_with_poll(code, actor)
    before = set((poll.result or {}).get("selected", []))
    exclusion = decide_exclusion(poll=poll, code=exclusion_code, agree=agree, actor=actor, now=now)
    _tell_changes(contest, poll, before)
    return exclusion


def look_at_contest(*, code: str, actor: Any, now: datetime) -> SignalCheck:
    """Look at how the ballots came where the promise of the count has not done it yet. Raises Hidden, WrongState."""
    return look_at_ballots(poll=_managed_poll(code, actor), now=now)


def explain_contest_signal(*, code: str, signal: str, why: str, actor: Any, now: datetime) -> Signal:
    """Raises Hidden, or what `portal.ballots.actions.explain_signal` raises."""
    return explain_signal(poll=_managed_poll(code, actor), code=signal, why=why, actor=actor, now=now)


def quarantine_contest_signal(*, code: str, signal: str, why: str, actor: Any, now: datetime) -> list[Exclusion]:
    """Raises Hidden, or what `portal.ballots.actions.quarantine_signal` raises."""
    return quarantine_signal(poll=_managed_poll(code, actor), code=signal, why=why, actor=actor, now=now)


@transaction.atomic
def decide_contest_signal(*, code: str, signal: str, agree: bool, actor: Any, now: datetime) -> list[Exclusion]:
    """As another manager, for all its ballots at once. Authors whose outcome changed are told.

    Raises Hidden, or what `portal.ballots.actions.decide_signal` raises.
    """
    contest, poll = managed_with_poll(code, actor)
    before = set((poll.result or {}).get("selected", []))
    decided = decide_signal(poll=poll, code=signal, agree=agree, actor=actor, now=now)
    _tell_changes(contest, poll, before)
    return decided


@transaction.atomic
def put_result_forward(*, code: str, actor: Any, now: datetime) -> Certificate:
    """Ask for the certificate. Raises Hidden, or what `portal.ballots.actions.propose_certification` raises."""
    _contest, poll = managed_with_poll(code, actor)
    return propose_certification(poll=poll, actor=actor, now=now)


@transaction.atomic
def certify_contest(*, code: str, actor: Any, now: datetime) -> Certificate:
    """Give the certificate, as another manager. Raises Hidden, or what `portal.ballots.actions.certify_poll` raises."""
    _contest, poll = managed_with_poll(code, actor)
    return certify_poll(poll=poll, actor=actor, now=now)


def _managed_poll(code: str, actor: Any) -> Poll:
    """The vote, without a lock: for what reads the cache before its transaction. Raises Hidden."""
    contest = Contest.objects.managed_by(actor).select_related("poll__roll").filter(code=code).first()
    if contest is None or contest.poll is None:
        raise Hidden
    return contest.poll


def _tell_changes(contest: Contest, poll: Poll, before: set[str]) -> None:
    poll.refresh_from_db(fields=["result"])
    changed = before ^ set((poll.result or {}).get("selected", []))
    if changed and contest.result_published_at is not None:
        promise_news_of_result(list(contest.proposals.filter(option__code__in=changed).values_list("code", flat=True)))
