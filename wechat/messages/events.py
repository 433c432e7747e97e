"""What WeChat tells about subscribe messages: prompts answered, messages switched off, messages that arrived or not.

Each takes a push that the gateway has opened. It may come again, and in the shape of JSON or of XML.
"""

from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from portal.core import clock
from wechat.gateway.registration import registration
from wechat.messages.enums import MessageState
from wechat.messages.prompts import count_accepted, forget_prompts
from wechat.models import SubscribeMessage, SubscribeTemplate, WeChatIdentity

Push = dict[str, Any]
Item = dict[str, Any]
LOST = [MessageState.SENDING, MessageState.UNCERTAIN]


def prompt_answered(push: Push) -> None:
    """subscribe_msg_popup_event: the person tapped under a prompt."""
    at = _moment(push)
    for identity, template, item in _told(push):
        if item.get("SubscribeStatusString") == "accept":
            count_accepted(identity=identity, template=template, told_by="wechat", at=at)


def switched(push: Push) -> None:
    """subscribe_msg_change_event: the person switched the template's messages on or off in WeChat's settings.

    Switching on allows nothing by itself: the next prompt does.
    """
    for identity, template, item in _told(push):
        if item.get("SubscribeStatusString") == "reject":
            forget_prompts(identity_id=identity.pk, template_id=template.pk)


def delivered(push: Push) -> None:
    """subscribe_msg_sent_event: whether a message reached the phone. It also settles one whose answer was lost."""
    for identity, template, item in _told(push):
        _settle(identity, template, item, clock.now())


HANDLERS = {
    "subscribe_msg_popup_event": prompt_answered,
    "subscribe_msg_change_event": switched,
    "subscribe_msg_sent_event": delivered,
}


@transaction.atomic
def _settle(identity: WeChatIdentity, template: SubscribeTemplate, item: Item, now: datetime) -> None:
    msgid, code = str(item.get("MsgID") or "")[:40], str(item.get("ErrorCode") or "0")
    theirs = SubscribeMessage.objects.select_for_update().filter(person=identity.user_id, template=template)
    message = theirs.filter(msgid=msgid).first() if msgid else None
    if message is None:
        # Of several whose answers were lost nobody can say which one it was.
        lost = list(theirs.filter(state__in=LOST, msgid="")[:2])
        message = lost[0] if len(lost) == 1 else None
    if message is None:
        return
    arrived = code == "0"
    message.state = MessageState.SENT if arrived else MessageState.REFUSED
    message.error_code = None if arrived else _number(code)
    message.detail = "" if arrived else str(item.get("ErrorStatus") or "")[:200]
    message.msgid, message.settled_at = msgid, now
    message.save()


def _told(push: Push) -> list[tuple[WeChatIdentity, SubscribeTemplate, Item]]:
    """Who and which templates a push is about; what is not ours is left out."""
    openid = push.get("FromUserName")
    app_id = registration("mp").app_id
    identity = WeChatIdentity.objects.filter(app=app_id, openid=openid).first() if isinstance(openid, str) else None
    if identity is None:
        return []
    items = _items(push)
    names = [item["TemplateId"] for item in items if isinstance(item.get("TemplateId"), str)]
    templates = {template.template_id: template for template in SubscribeTemplate.objects.filter(template_id__in=names)}
    return [(identity, templates[name], item) for item in items if (name := item.get("TemplateId")) in templates]


def _items(push: Push) -> list[Item]:
    """The list of a push: at the top, or in an element named after the event; one object alone is a list of one."""
    inside = [value for name, value in push.items() if name.startswith("SubscribeMsg") and isinstance(value, dict)]
    found: Any = next((part["List"] for part in (push, *inside) if "List" in part), [])
    return [item for item in (found if isinstance(found, list) else [found]) if isinstance(item, dict)]


def _moment(push: Push) -> datetime:
    try:
        return datetime.fromtimestamp(int(push["CreateTime"]), UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return clock.now().replace(microsecond=0)


def _number(code: str) -> int:
    return int(code) if code.lstrip("-").isdigit() and len(code) < 10 else -1
