"""What the outbox calls: each entry point runs one action, and may run again without harm."""

from councils.actions.opinions import draw_map as draw
from portal.core.clock import now
from portal.core.models import OutboxItem


def draw_map(item: OutboxItem) -> None:
    draw(code=item.key, now=now())
