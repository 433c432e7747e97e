"""What never changes about a poll, kept in the process: the vote endpoint reads it without asking the database."""

import time
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from portal.ballots import keys
from portal.ballots.models import Poll
from portal.core.errors import Hidden


@dataclass(frozen=True, repr=False)
class PollFacts:
    """Set when a poll is created and never afterwards; what can change (window, options, roll) is not in here."""

    id: int
    roll_id: int
    secrecy: str
    slots: int
    receipts: bool
    key: bytes

    def voter_key(self, user_id: int) -> bytes:
        return keys.voter_key(self.secrecy, self.key, self.roll_id, user_id)

    def receipt(self, voter_key: bytes) -> str:
        """The receipt code, or "" where the organiser left receipts out for fear of vote-buying."""
        return keys.receipt_code(self.key, voter_key) if self.receipts else ""


KEEP_SECONDS = 600
_begun = [0.0]


def poll_facts(code: str) -> PollFacts:
    """Kept for ten minutes, so that no process remembers a destroyed key for long.

    Raises Hidden where there is no such poll, KeyUnavailable where its key cannot be opened.
    """
    now = time.monotonic()
    if now - _begun[0] > KEEP_SECONDS:
        forget_keys()
        _begun[0] = now
    return _known(code)


def forget_keys() -> None:
    """Empty this process's memory of polls' keys."""
    _known.cache_clear()


@lru_cache(maxsize=256)
def _known(code: str) -> PollFacts:
    columns = ("id", "roll_id", "secrecy", "slots", "receipts", "sealed_key")
    row = Poll.objects.filter(code=code).values_list(*columns).first()
    if row is None:
        raise Hidden
    pk, roll_id, secrecy, slots, receipts, sealed_key = row
    return PollFacts(pk, roll_id, secrecy, slots, receipts, keys.open_key(sealed_key))


def facts_of(poll: Poll) -> PollFacts:
    """The same of a poll that is loaded already; no query."""
    key = keys.open_key(poll.sealed_key)
    return PollFacts(poll.pk, poll.roll_id, poll.secrecy, poll.slots, poll.receipts, key)


_public: set[str] = set()


def require_public(code: str, at: datetime) -> None:
    """Raises Hidden unless everybody may see the poll at `at`. Once public it stays so: asked once a process."""
    if code in _public:
        return
    if not Poll.objects.public(at).filter(code=code).exists():
        raise Hidden
    _public.add(code)
