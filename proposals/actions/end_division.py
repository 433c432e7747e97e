"""The end of a division that is not done, or no longer, whatever brings it about."""

from datetime import datetime

from proposals.models import Division, Proposal
from proposals.models.merging import REASON_AT_MOST


def end_division(original: Proposal, *, why: str, now: datetime) -> None:
    """End what is open for a locked proposal; nothing where there is none. Support stays where its owners put it."""
    Division.objects.open().filter(original=original).update(ended_at=now, ended_why=why[:REASON_AT_MOST])


def part_is_gone(part: Proposal, *, why: str, now: datetime) -> None:
    """End the division that waits for `part`, which will not be published. One that is done stays."""
    waiting = Division.objects.under_way().filter(parts__proposal=part)
    waiting.update(ended_at=now, ended_why=why[:REASON_AT_MOST])
