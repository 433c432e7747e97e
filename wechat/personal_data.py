"""What this edge holds of a person: under which names WeChat knows them."""

from datetime import datetime
from typing import Any

from portal.core.personal_data import PersonalData
from wechat.models import ScanSignIn, WeChatIdentity


def export(user: Any) -> dict[str, Any]:
    """The person's identities at WeChat, as JSON-ready data."""
    return {
        "identities": [
            {
                "app": identity.app,
                "openid": identity.openid,
                "unionid": identity.unionid,
                "seen": identity.seen_at.isoformat(),
            }
            for identity in WeChatIdentity.objects.filter(user=user).order_by("app", "pk")
        ]
    }


def erase(user: Any, now: datetime) -> list[str]:
    """Forget them: whoever comes again by the same WeChat is somebody new. Inside the caller's transaction."""
    WeChatIdentity.objects.filter(user=user).delete()
    ScanSignIn.objects.filter(user=user).delete()
    return []


PERSONAL_DATA = PersonalData(export=export, erase=erase, holds=("wechat.WeChatIdentity.user", "wechat.ScanSignIn.user"))
