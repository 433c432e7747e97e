"""What never changes about a poll, kept in the process: the vote endpoint reads it without asking the database."""

from dataclasses import dataclass
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


@lru_cache(maxsize=256)
def poll_facts(code: str) -> PollFacts:
    """Raises Hidden where there is no such poll."""
    row = Poll.objects.filter(code=code).values("id", "roll_id", "secrecy", "slots", "receipts", "sealed_key").first()
    if row is None:
        raise Hidden
    return PollFacts(key=keys.open_key(row.pop("sealed_key")), **row)
