"""Voting: the only actions that write choices.

Whether a vote is in time is judged by the `now` that the edge passes in, on both databases: one clock, read once, when
the request arrives. A vote that arrives in time is counted even if it has to queue; the same value is what the tests
set. The price: application servers must keep their clocks by NTP, as certificates and tokens need anyway.
A count that has begun ends all writing whatever the clock says, so that no accepted vote can come too late for it.

Nothing else is written with a vote: no log entry, no outbox row, no counter. Each tap is a statement of its own.

`epoch` is what a voter's token carries as their `auth_epoch`. The statement that votes also asks whether it still
holds, so that nothing else has to; it is left out for a voter whose session was asked already.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from portal.ballots.actions import box_postgres, box_sqlite
from portal.ballots.enums import Outcome
from portal.ballots.facts import PollFacts, poll_facts
from portal.core.errors import SignInNeeded

_DONE = frozenset({Outcome.ACCEPTED, Outcome.ALREADY, Outcome.NOT_CHOSEN})


@dataclass(frozen=True, slots=True)
class CastAnswer:
    """What became of a tap, and how many of the person's votes are used now. `receipt` is "" until one is."""

    outcome: Outcome
    slots_used: int
    slots: int
    receipt: str
    poll: str
    is_first: bool
    """Whether this began a ballot; how it came is then worth a mark."""


def cast(*, poll_code: str, option_code: str, voter, now: datetime, epoch: int | None = None) -> CastAnswer:
    """Give one of `voter`'s votes to an option, in the lowest free slot. Answers, never raises, for what voters do.

    Raises Hidden where there is no such poll, SignInNeeded where `epoch` has passed. Repeating it changes nothing
    (ALREADY). Whether the poll may be seen at all is for the edge to ask (`facts.require_public`, or the room's rule).
    """
    return _write(_box().cast, poll_code, option_code, voter, now, epoch)


def withdraw_choice(*, poll_code: str, option_code: str, voter, now: datetime, epoch: int | None = None) -> CastAnswer:
    """Take a vote back until the poll closes, also from a withdrawn option. NOT_CHOSEN where none was given.

    Raises as `cast`.
    """
    return _write(_box().withdraw, poll_code, option_code, voter, now, epoch)


def replace_ballot(
    *, poll_code: str, option_codes: Sequence[str], voter, now: datetime, epoch: int | None = None
) -> CastAnswer:
    """Make the whole ballot exactly `option_codes`, or change nothing and say why: one transaction, all or none.

    A choice that stays keeps its slot. ACCEPTED also where the ballot already was so. Raises as `cast`.
    """
    facts = poll_facts(poll_code)
    key, box = facts.voter_key(voter.pk), _box()
    wanted = list(dict.fromkeys(option_codes))
    with transaction.atomic():
        chosen = box.lock_and_read(facts.id, voter.pk, key)
        steps = [(box.withdraw, code) for code in chosen if code not in wanted]
        steps += [(box.cast, code) for code in wanted]
        for act, code in steps or [(box.withdraw, "")]:
            outcome, _used = act(facts.id, code, voter.pk, key, now, epoch)
            if outcome not in _DONE:
                transaction.set_rollback(True)
                return _told(poll_code, facts, key, outcome, len(chosen))
    told = _told(poll_code, facts, key, Outcome.ACCEPTED, len(wanted))
    return dataclasses.replace(told, is_first=bool(wanted) and not chosen)


def _box():
    return box_postgres if connection.vendor == "postgresql" else box_sqlite


def _write(act, poll_code: str, option_code: str, voter, now: datetime, epoch: int | None) -> CastAnswer:
    facts = poll_facts(poll_code)
    key = facts.voter_key(voter.pk)
    outcome, used = act(facts.id, option_code, voter.pk, key, now, epoch)
    return _told(poll_code, facts, key, outcome, used)


def _told(poll_code: str, facts: PollFacts, key: bytes, outcome: Outcome, used: int) -> CastAnswer:
    if outcome == Outcome.SIGNED_OUT:
        raise SignInNeeded(str(outcome.label))
    first = outcome == Outcome.ACCEPTED and used == 1
    return CastAnswer(outcome, used, facts.slots, facts.receipt(key) if used else "", poll_code, first)
