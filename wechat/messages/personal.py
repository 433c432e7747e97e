"""What is kept of a person: messages sent to them in WeChat, and how many more they allow."""

from datetime import datetime
from typing import Any

from portal.core.personal_data import PersonalData
from wechat.models import PromptLedger, SubscribeMessage


def export(user: Any) -> dict[str, Any]:
    """JSON-ready; two queries."""
    messages = SubscribeMessage.objects.filter(person=user).select_related("template").order_by("created_at", "id")
    ledgers = PromptLedger.objects.filter(identity__user=user).select_related("template").order_by("id")
    return {
        "wechat_messages": [
            {"template": message.template.title, "state": message.state, "at": message.created_at.isoformat()}
            for message in messages.iterator()
        ],
        "wechat_messages_allowed": [
            {"template": ledger.template.title, "left": ledger.left} for ledger in ledgers.iterator()
        ],
    }


def erase(user: Any, now: datetime) -> list[str]:
    """Forget both; nothing is kept. Inside the caller's transaction."""
    SubscribeMessage.objects.filter(person=user).delete()
    PromptLedger.objects.filter(identity__user=user).delete()
    return []


PERSONAL_DATA = PersonalData(export=export, erase=erase, holds=("wechat.SubscribeMessage.person",))
