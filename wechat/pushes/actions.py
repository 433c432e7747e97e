import hashlib
import json
from datetime import datetime

from django.db import IntegrityError, transaction

from portal.core import outbox
from wechat.gateway.registration import App
from wechat.models import PushSeen
from wechat.pushes.ports import Message, push_handlers

TOPIC = "wechat.push"


def take_push(*, app: App, message: Message, now: datetime) -> bool:
    """Note that a verified push came and promise what is to be done about it; False where it came before.

    Both are one transaction, so that a push is neither lost nor handled for each of WeChat's repetitions.
    """
    key = key_of(app, message)
    try:
        with transaction.atomic():
            PushSeen.objects.create(key=key, received_at=now)
            event = event_of(message)
            if event in push_handlers:
                outbox.add(TOPIC, key=f"{event} {key}"[:80], payload={"event": event, "message": message})
    except IntegrityError:
        return False
    return True


def event_of(message: Message) -> str:
    """The event's name; empty where the push is no event."""
    event = message.get("Event")
    return event if isinstance(event, str) else ""


def key_of(app: App, message: Message) -> str:
    """The same for each repetition of one push: its MsgId where it is somebody's message, else all that it says.

    Sender, second and event alone, as WeChat advises, would take two messages delivered to one person in the same
    second for one.
    """
    number = message.get("MsgId")
    if isinstance(number, str | int) and number and not event_of(message):
        said = f"{app} {message.get('FromUserName')} {number}"
    else:
        said = f"{app} {json.dumps(message, sort_keys=True, ensure_ascii=False)}"
    return hashlib.sha256(said.encode()).hexdigest()


def forget_pushes(*, before: datetime) -> int:
    """Delete the marks of pushes that came before `before`; returns how many. WeChat repeats within seconds."""
    return PushSeen.objects.filter(received_at__lt=before).delete()[0]
