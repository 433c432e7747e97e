from datetime import datetime

from portal.notices.enums import DeliveryState
from portal.notices.models import Delivery
from portal.notices.ports import notice_channels, notice_kinds
from portal.notices.queries import chosen_channels


def deliver_notice(*, code: str, now: datetime) -> DeliveryState | None:
    """Carry one delivery out; its state afterwards, or None where its notice is gone.

    Does nothing the second time. Not needed any more, and so skipped: it was read in the inbox meanwhile, the person
    left or switched the channel off, or the channel or the kind is no longer installed. What the channel raises goes
    through, and the outbox tries again.
    """
    delivery = Delivery.objects.select_related("notice__recipient").filter(code=code).first()
    if delivery is None or delivery.state != DeliveryState.WAITING:
        return DeliveryState(delivery.state) if delivery else None
    sent = _still_wanted(delivery) and notice_channels.get(delivery.channel).send(delivery)
    delivery.state = DeliveryState.SENT if sent else DeliveryState.SKIPPED
    delivery.sent_at = now if sent else None
    delivery.save(update_fields=["state", "sent_at"])
    return DeliveryState(delivery.state)


def _still_wanted(delivery: Delivery) -> bool:
    notice = delivery.notice
    if delivery.channel not in notice_channels or notice.kind not in notice_kinds:
        return False
    if not notice.unread or not notice.recipient.is_active:
        return False
    return (
        delivery.channel in chosen_channels(notice_kinds.get(notice.kind), [notice.recipient_id])[notice.recipient_id]
    )
