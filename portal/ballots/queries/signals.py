"""How the ballots of a counted vote came, from its marks and from when people on the roll were confirmed."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet, Sum

from portal.accounts.models import Resident
from portal.ballots.facts import PollFacts, facts_of
from portal.ballots.marks import flush, name_of
from portal.ballots.models import AssistedVotes, Poll, Signal
from portal.ballots.queries.counts import file_receipt
from portal.ballots.tally.signals import Confirmed, Found, Mark, signals

CHUNK = 1000


@dataclass(frozen=True)
class Looked:
    """What a look found, and of how many ballots it knows how they came."""

    marked: int
    expected: int
    found: list[Found]


def look(poll: Poll) -> Looked:
    """Read the marks and see. Two queries and the cache; call it outside of any transaction. Raises KeyUnavailable."""
    flush()
    facts = facts_of(poll)
    held = {bytes(key) for key in poll.choices.order_by().values_list("voter_key", flat=True).distinct()}
    marks = list(_marks(facts, held))
    helped = AssistedVotes.objects.filter(poll=poll).aggregate(all=Sum("number"))["all"] or 0
    closes = int(poll.closes_at.timestamp() // 60)
    found = signals(marks, list(_confirmed(poll, facts, held)), closes)
    return Looked(len(marks), max(0, len(held) - helped), found)


def digest_of(poll: Poll, found: Found) -> str:
    """By which the same thing is known again, without saying which ballots it is about."""
    words = ":".join([found.kind, str(found.facts.get("minute", "")), *found.receipts])
    return hmac.digest(facts_of(poll).key or b"-", words.encode(), hashlib.sha256).hex()


def mark_names(poll: Poll) -> list[str]:
    """Where the marks of everybody on the roll would be, whether they voted or not. Raises KeyUnavailable."""
    facts = facts_of(poll)
    people = poll.roll.entries.values_list("user_id", flat=True)
    return [name_of(facts, facts.voter_key(user)) for user in people.iterator(chunk_size=CHUNK)]


def signals_of(poll: Poll) -> QuerySet[Signal]:
    """What was noticed, with who settled it. One query."""
    return poll.signals.select_related("settled_by")


def signal_counts(poll: Poll) -> dict[str, Any] | None:
    """For the certificate: how many marks there were, and of each thing noticed what became of it. Two queries.

    None where nobody looked.
    """
    check = getattr(poll, "signal_check", None)
    if check is None:
        return None
    return {
        "marked": check.marked,
        "expected": check.expected,
        "found": [
            {"kind": each.kind, "ballots": each.ballots, "state": each.state, "why": each.why}
            for each in poll.signals.all()
        ],
    }


def _marks(facts: PollFacts, held: Iterable[bytes]) -> Iterable[Mark]:
    by_name = {name_of(facts, key): file_receipt(facts, key) for key in held}
    names = sorted(by_name)
    for at in range(0, len(names), CHUNK):
        for name, words in cache.get_many(names[at : at + CHUNK]).items():
            minute, network, device = str(words).split(" ")
            yield Mark(by_name[name], int(minute), network, device)


def _confirmed(poll: Poll, facts: PollFacts, held: set[bytes]) -> Iterable[Confirmed]:
    people = Resident.objects.filter(user__roll_entries__roll=poll.roll_id, verified_at__isnull=False)
    rows = people.exclude(verified_by=None).values_list("user_id", "verified_at", "verified_by_id")
    for user, at, clerk in rows.iterator(chunk_size=CHUNK):
        key = facts.voter_key(user)
        receipt = file_receipt(facts, key) if key in held else ""
        if at is not None:
            yield Confirmed(receipt, int(at.timestamp() // 60), str(clerk))
