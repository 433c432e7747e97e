from portal.core import outbox
from portal.core.clock import now
from portal.core.models import OutboxItem
from portal.moderation.actions import screen_submission


@outbox.handler("moderation.screen")
def screen(item: OutboxItem) -> None:
    """`item.key` is "code:round"."""
    code, round_number = item.key.split(":")
    screen_submission(code=code, round_number=int(round_number), now=now())
