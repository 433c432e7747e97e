"""What the outbox calls. A roster that is gone has nothing left to do."""

from datetime import datetime

from portal.core import clock
from portal.core.models import OutboxItem
from portal.rosters.actions import refill_roster, remind, report_minimum


def refill(item: OutboxItem) -> None:
    refill_roster(code=item.key, now=clock.now())


def send_reminder(item: OutboxItem) -> None:
    remind(code=item.key, starts_at=datetime.fromisoformat(item.payload["starts_at"]), now=clock.now())


def look_at_minimum(item: OutboxItem) -> None:
    report_minimum(code=item.key, closes_at=datetime.fromisoformat(item.payload["closes_at"]), now=clock.now())
