"""What the outbox calls: each entry point runs one action, and may run again without harm."""

from datetime import datetime

from councils.actions.conventions.telling import remind_of_review, tell_community
from councils.actions.opinions import draw_map as draw
from portal.core.clock import now
from portal.core.models import OutboxItem


def draw_map(item: OutboxItem) -> None:
    draw(code=item.key, now=now())


def tell(item: OutboxItem) -> None:
    """`item.key` is the version's code and the number of its step."""
    code, step = item.key.split(":")
    at = datetime.fromisoformat(item.payload["at"])
    tell_community(code=code, step=int(step), event=item.payload["event"], at=at)


def review(item: OutboxItem) -> None:
    """`item.key` is the version's code and for how many years it is in force."""
    code, year = item.key.split(":")
    remind_of_review(code=code, year=int(year), now=now())
