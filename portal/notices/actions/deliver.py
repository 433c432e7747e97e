from datetime import datetime

from django.db import transaction

from portal.core import outbox
from portal.notices.enums import DeliveryState
from portal.notices.models import Delivery
from portal.notices.ports import notice_channels, notice_kinds
from portal.notices.queries import chosen_channels
from portal.notices.rules import due_outside


def deliver_notice(*, code: str, now: datetime) -> DeliveryState | None:
    """Carry one delivery out; its state afterwards, or None where its notice is gone.

    Does nothing the second time. Not needed any more, and so skipped: it was read in the inbox meanwhile, the person
    left or switched the channel off, or the channel or the kind is no longer installed. A late worker does not wake
    anybody: in the quiet hours it is promised anew for the morning. What the channel raises goes through, and the
    outbox tries again.
    """
    delivery = Delivery.objects.select_related("notice__recipient").filter(code=code).first()
    if delivery is None or delivery.state != DeliveryState.WAITING:
        return DeliveryState(delivery.state) if delivery else None
    wanted = _still_wanted(delivery)
    if wanted and (later := due_outside(now, notice_kinds.get(delivery.notice.kind).importance)) > now:
        _put_off(delivery, later)
        return DeliveryState.WAITING
    sent = wanted and notice_channels.get(delivery.channel).send(delivery)
    delivery.state = DeliveryState.SENT if sent else DeliveryState.SKIPPED
    delivery.sent_at = now if sent else None
    delivery.save(update_fields=["state", "sent_at"])
    return DeliveryState(delivery.state)


@transaction.atomic
def _put_off(delivery: Delivery, later: datetime) -> None:
    """Promise the same delivery for `later`; once, however often the first promise is kept."""
    if Delivery.objects.filter(pk=delivery.pk, due_at__lt=later).update(due_at=later):
        outbox.add("notices.deliver", key=delivery.code, due_at=later)


def _still_wanted(delivery: Delivery) -> bool:
    notice = delivery.notice
    if delivery.channel not in notice_channels or notice.kind not in notice_kinds:
        return False
    if not notice.unread or not notice.recipient.is_active:
        return False
    return (
        delivery.channel in chosen_channels(notice_kinds.get(notice.kind), [notice.recipient_id])[notice.recipient_id]
    )
