from portal.core import outbox
from portal.core.clock import now
from portal.core.models import OutboxItem
from portal.discussions.actions import forget_words
from portal.discussions.actions.erase_comments import FORGET


@outbox.handler(FORGET)
def forget(item: OutboxItem) -> None:
    """`item.key` is the comment's code."""
    forget_words(code=item.key, now=now())
