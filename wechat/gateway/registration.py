"""The two apps a district has at WeChat: the mini-program `mp` and the official account `oa`."""

from dataclasses import dataclass, field
from typing import Literal

from django.conf import settings

from wechat.gateway.errors import NotConfigured

App = Literal["mp", "oa"]


@dataclass(frozen=True)
class Registration:
    app_id: str
    secret: str = field(repr=False)
    push_token: str = field(repr=False)
    push_key: str = field(repr=False)

    @property
    def can_call(self) -> bool:
        """Whether WeChat can be asked anything for this app."""
        return bool(self.app_id and self.secret)

    @property
    def can_hear(self) -> bool:
        """Whether pushes for this app can be told from forged ones."""
        return bool(self.app_id and self.push_token)


def registration(app: App) -> Registration:
    """The app's registration as settings have it; empty text stands for what is not configured."""
    prefix = f"WECHAT_{app.upper()}_"
    return Registration(
        *(getattr(settings, prefix + name, "") for name in ("APP_ID", "SECRET", "PUSH_TOKEN", "PUSH_KEY"))
    )


def calling(app: App, call: str) -> Registration:
    """The registration to call with; raises NotConfigured without app ID or secret."""
    found = registration(app)
    if not found.can_call:
        raise NotConfigured(call)
    return found
