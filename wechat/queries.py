"""Who is who at WeChat."""

from typing import Any

from wechat.gateway.registration import App, registration
from wechat.models import WeChatIdentity


def identity_of(user: Any, app: App) -> WeChatIdentity | None:
    """How the district's app (`mp` or `oa`) knows `user`: of several WeChat accounts the one seen last."""
    return WeChatIdentity.objects.filter(user_id=user.pk, app=registration(app).app_id).order_by("-seen_at").first()
