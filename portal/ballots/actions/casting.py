"""Voting: the only actions that write choices.

Whether a vote is in time is judged by the `now` that the edge passes in, on both databases: one clock, read once, when
the request arrives. A vote that arrives in time is counted even if it has to queue; the same value is what the tests
set. The price: application servers must keep their clocks by NTP, as certificates and tokens need anyway.
A count that has begun ends all writing whatever the clock says, so that no accepted vote can come too late for it.

Nothing else is written with a vote: no log entry, no outbox row, no counter. Each tap is a statement of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from portal.ballots.actions import box_postgres, box_sqlite
from portal.ballots.enums import Outcome
from portal.ballots.facts import poll_facts


@dataclass(frozen=True, slots=True)
class CastAnswer:
    """What became of a tap, and how many of the person's votes are used now. `receipt` is "" until one is."""

    outcome: Outcome
    slots_used: int
    slots: int
    receipt: str


def cast(*, poll_code: str, option_code: str, voter, now: datetime) -> CastAnswer:
    """Give one of `voter`'s votes to an option, in the lowest free slot. Answers, never raises, for what voters do.

    Raises Hidden where there is no such poll. Repeating it changes nothing (ALREADY).
    """
    return _write(_box().cast, poll_code, option_code, voter, now)


def withdraw_choice(*, poll_code: str, option_code: str, voter, now: datetime) -> CastAnswer:
    """Take a vote back until the poll closes, also from a withdrawn option. NOT_CHOSEN where none was given."""
    return _write(_box().withdraw, poll_code, option_code, voter, now)


def replace_ballot(*, poll_code: str, option_codes: Sequence[str], voter, now: datetime) -> CastAnswer:
    """Make the whole ballot exactly `option_codes`, or change nothing and say why: one transaction, all or none.

    A choice that stays keeps its slot. ACCEPTED also where the ballot already was so.
    """
    facts = poll_facts(poll_code)
    key, box = facts.voter_key(voter.pk), _box()
    wanted = list(dict.fromkeys(option_codes))
    answer = (Outcome.ACCEPTED, 0)
    with transaction.atomic():
        savepoint = transaction.savepoint()
        chosen = box.lock_and_read(facts.id, voter.pk, key)
        for code in [*(code for code in chosen if code not in wanted)]:
            answer = box.withdraw(facts.id, code, voter.pk, key, now)
            if answer[0] != Outcome.ACCEPTED:
                break
        else:
            for code in wanted:
                answer = box.cast(facts.id, code, voter.pk, key, now)
                if answer[0] not in (Outcome.ACCEPTED, Outcome.ALREADY):
                    break
        if answer[0] in (Outcome.ACCEPTED, Outcome.ALREADY):
            transaction.savepoint_commit(savepoint)
            used, outcome = len(wanted), Outcome.ACCEPTED
        else:
            transaction.savepoint_rollback(savepoint)
            used, outcome = len(chosen), answer[0]
    return CastAnswer(outcome, used, facts.slots, facts.receipt(key) if used else "")


def _box():
    return box_postgres if connection.vendor == "postgresql" else box_sqlite


def _write(act, poll_code: str, option_code: str, voter, now: datetime) -> CastAnswer:
    facts = poll_facts(poll_code)
    key = facts.voter_key(voter.pk)
    outcome, used = act(facts.id, option_code, voter.pk, key, now)
    return CastAnswer(outcome, used, facts.slots, facts.receipt(key) if used else "")
