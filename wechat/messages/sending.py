"""Sends one subscribe message for one delivery: promised in the database, sent outside it, recorded in it.

WeChat has no key by which it would know a message it carried already. So a message is marked before it is sent, and one
whose answer was lost is never sent again: the notice stands in the site's inbox.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from portal.notices.models import Delivery, Notice
from wechat.gateway.errors import Refused, Unavailable, WeChatTrouble
from wechat.gateway.messages import send_subscribe
from wechat.gateway.registration import registration
from wechat.messages.enums import MessageState
from wechat.messages.filling import Filled, fill
from wechat.messages.keywords import Misfit
from wechat.messages.prompts import forget_prompts, give_back, take_prompt
from wechat.messages.queries import templates_for
from wechat.models import SubscribeMessage, SubscribeTemplate, WeChatIdentity
from wechat.models.message import OPEN
from wechat.queries import identity_of

CALL = "subscribe_send"
NO_PROMPT, BAD_FIELD = 43101, 47003
"""WeChat's own codes, given also to what it was not asked because it would have said so."""


@dataclass(frozen=True)
class Reserved:
    """A message that is ours to send: nobody else will, and a prompt is paid for it."""

    message: SubscribeMessage
    identity: WeChatIdentity
    template: SubscribeTemplate
    filled: Filled


def send_message(*, delivery: Delivery, now: datetime) -> bool:
    """Whether WeChat has the message of `delivery`, sending it where that is still to be done.

    False: this person allows none, or it was refused, or its answer was lost; trying again would not help. Raises
    Unavailable, Limited or Refused where trying again later will: then the prompt is given back.
    """
    reserved = reserve(delivery=delivery, now=now)
    if not isinstance(reserved, Reserved):
        return reserved
    try:
        msgid = send_subscribe(
            openid=reserved.identity.openid,
            template_id=reserved.template.template_id,
            page=reserved.filled.page,
            data=reserved.filled.data,
        )
    except WeChatTrouble as trouble:
        if not record_trouble(reserved=reserved, trouble=trouble, now=now):
            raise
        return False
    record_sent(reserved=reserved, msgid=msgid, now=now)
    return True


@transaction.atomic(durable=True)
def reserve(*, delivery: Delivery, now: datetime) -> Reserved | bool:
    """Take a prompt and mark the message as being sent; or say that it was sent, or will not be."""
    notice = delivery.notice
    event = event_of(notice)
    earlier = (
        SubscribeMessage.objects.select_for_update(of=("self",))
        .select_related("template")
        .filter(person_id=notice.recipient_id, event=event)
        .first()
    )
    if earlier and earlier.state != MessageState.WAITING:
        if earlier.state == MessageState.SENDING:
            _settle(earlier, MessageState.UNCERTAIN, now=now)
        return earlier.state == MessageState.SENT
    identity = identity_of(notice.recipient, "mp") if registration("mp").can_call else None
    candidates = [earlier.template] if earlier else templates_for(notice.kind)
    template = next((each for each in candidates if identity and take_prompt(identity, each)), None)
    if identity is None or template is None:
        if earlier:
            _settle(earlier, MessageState.REFUSED, now=now, code=NO_PROMPT)
        return False
    message = earlier or SubscribeMessage(
        person_id=notice.recipient_id,
        template=template,
        event=event,
        kind=notice.kind,
        delivery=delivery,
        created_at=now,
    )
    try:
        filled = fill(template.fields, template.page, notice)
    except Misfit as misfit:
        give_back(identity_id=identity.pk, template_id=template.pk)
        _settle(message, MessageState.REFUSED, now=now, code=BAD_FIELD, detail=str(misfit))
        return False
    message.state, message.sending_at = MessageState.SENDING, now
    message.save()
    return Reserved(message, identity, template, filled)


def event_of(notice: Notice) -> str:
    return f"{notice.kind}:{notice.subject}:{notice.event}"


def _settle(
    message: SubscribeMessage, state: MessageState, *, now: datetime, code: int | None = None, detail: str = ""
) -> None:
    message.state, message.settled_at = state, now
    message.error_code, message.detail = code, detail[:200]
    message.save()


@transaction.atomic
def record_sent(*, reserved: Reserved, msgid: str, now: datetime) -> None:
    """WeChat has it, even where somebody meanwhile thought its answer lost."""
    SubscribeMessage.objects.filter(pk=reserved.message.pk, state__in=[*OPEN, MessageState.UNCERTAIN]).update(
        state=MessageState.SENT, msgid=msgid, settled_at=now, error_code=None, detail=""
    )


@transaction.atomic
def record_trouble(*, reserved: Reserved, trouble: WeChatTrouble, now: datetime) -> bool:
    """Write down what came of it; whether that settles the message, so that it is not to be tried again."""
    ours = SubscribeMessage.objects.filter(pk=reserved.message.pk, state=MessageState.SENDING)
    values = {"error_code": trouble.code, "detail": trouble.detail[:200]}
    # A token that was not to be had says nothing about this message: it was never sent.
    sent = trouble.call == CALL
    if sent and isinstance(trouble, Unavailable) and trouble.uncertain:
        ours.update(state=MessageState.UNCERTAIN, settled_at=now, **values)
        return True
    if sent and isinstance(trouble, Refused):
        ours.update(state=MessageState.REFUSED, settled_at=now, **values)
        pay = forget_prompts if trouble.code == NO_PROMPT else give_back
        pay(identity_id=reserved.identity.pk, template_id=reserved.template.pk)
        return True
    ours.update(state=MessageState.WAITING, **values)
    give_back(identity_id=reserved.identity.pk, template_id=reserved.template.pk)
    return False
