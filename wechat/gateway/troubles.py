"""What went wrong lately, for all processes: the last error of each call, and which calls do not come through now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache

from portal.core import clock
from portal.core.courtesy import Courtesy
from wechat.gateway.errors import Unavailable, trouble

CALLS = (
    "stable_token",
    "jscode2session",
    "getuserphonenumber",
    "oauth_access_token",
    "oauth_userinfo",
    "msg_sec_check",
    "media_check_async",
    "subscribe_send",
    "getwxacodeunlimit",
    "generate_urllink",
    "getticket",
    "menu_create",
)
"""Every call of the gateway, by the name that it is counted under."""
LATELY = timedelta(minutes=5)
KEPT = timedelta(days=7)
_cache = Courtesy("The cache, which remembers WeChat's troubles,")


@dataclass(frozen=True)
class Trouble:
    """`detail` is WeChat's own message without secrets."""

    call: str
    code: int
    at: datetime
    detail: str


def note(call: str, code: int, detail: str = "") -> None:
    """Remember how a call ended, where 0 is success. Never fails, and waits for nobody."""
    _cache.attempt(lambda: _note(call, code, detail))


def _note(call: str, code: int, detail: str) -> None:
    if not isinstance(trouble(call, code), Unavailable):
        cache.delete(_away(call))
    else:
        cache.set(_away(call), clock.now(), LATELY.total_seconds())
    if code:
        cache.set(_last(call), Trouble(call, code, clock.now(), detail), KEPT.total_seconds())


def last() -> dict[str, Trouble]:
    """The last error of each call within KEPT; empty where the cache is away."""
    return _read(_last, CALLS)


def away(*calls: str) -> dict[str, datetime]:
    """Which of `calls` (or of all) found WeChat unavailable within LATELY and did not succeed since, and when."""
    return _read(_away, calls or CALLS)


def _read(key: Any, calls: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    _cache.attempt(lambda: found.update(cache.get_many([key(call) for call in calls])))
    return {call: found[key(call)] for call in calls if key(call) in found}


def _last(call: str) -> str:
    return f"wechat:trouble:{call}"


def _away(call: str) -> str:
    return f"wechat:away:{call}"
