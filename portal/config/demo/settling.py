"""After the history is loaded: old news is read and the work it promised is done, so that the demo starts calm."""

from datetime import datetime, timedelta

from councils.actions.conventions.telling import TELL
from councils.tasks import tell as tell_of_convention
from portal.accounts.models import User
from portal.core import outbox
from portal.core.models import OutboxItem, OutboxState
from portal.notices.actions import send_digest
from portal.notices.models import Notice
from proposals.actions.promises import TELL_STAGE
from proposals.actions.tell_stage import tell_stage
from proposals.enums import PhaseKind

FRESH = timedelta(days=2)


def settle_past(now: datetime) -> int:
    """Mark the demo's older notices as read and run what is due; how much there was.

    Each evening's digest goes out on its own evening, and the news of a stage when it opened. A notice that is read
    needs no message any more, so nobody's terminal fills with last year's news.
    """
    stages = OutboxItem.objects.filter(topic=TELL_STAGE, state=OutboxState.WAITING, due_at__lte=now)
    for item in stages.order_by("due_at", "pk"):
        code, kind = item.key.split(":")
        tell_stage(code=code, kind=PhaseKind(kind), now=item.due_at)
    for item in OutboxItem.objects.filter(topic=TELL, state=OutboxState.WAITING).order_by("pk"):
        tell_of_convention(item)
    evenings = OutboxItem.objects.filter(topic="notices.digest", state=OutboxState.WAITING, due_at__lte=now)
    for item in evenings.order_by("due_at", "pk"):
        send_digest(code=item.key, now=item.due_at)
    # By numbers: without statistics PostgreSQL joins thousands of fresh notices badly.
    personas = list(User.objects.filter(username__startswith="demo-").values_list("pk", flat=True))
    old = Notice.objects.filter(unread=True, created_at__lt=now - FRESH, recipient__in=personas)
    read = old.update(unread=False, read_at=now)
    done = 0
    while taken := outbox.run_due(now=now, limit=500):
        done += taken
    # What the outbox told just now belongs to the moment of loading.
    Notice.objects.filter(created_at__gt=now).update(created_at=now)
    return read + done
