from datetime import datetime, timedelta
from typing import Any

from wechat.models import WeChatIdentity
from wechat.queries import identity_of

PRESENT = timedelta(hours=2)
"""WeChat checks only for people who were in the mini-program within two hours (61010)."""


def present_identity(person: Any, now: datetime) -> WeChatIdentity | None:
    """The person's own identity in the mini-program, where WeChat has seen them lately enough to check for them."""
    identity = identity_of(person, "mp")
    return identity if identity is not None and now - identity.seen_at < PRESENT else None
