"""Reads settings from environment variables; a wrong value stops the start with a sentence that says what to change."""

import os
import re
from datetime import time
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, Literal
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def text(name: str, default: str | None = None) -> str:
    """The variable's text; raises ImproperlyConfigured where it is not set and there is no default."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set the environment variable {name}: production does not start without it.")
    return value


def flag(name: str, default: bool = False) -> bool:
    """The variable as yes or no (1/true/yes/on, 0/false/no/off); raises ImproperlyConfigured otherwise."""
    value = os.environ.get(name, "1" if default else "0").strip().lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; write 1 or 0.")


def number(name: str, default: int, minimum: int = 0) -> int:
    """The variable as a whole number of at least `minimum`; raises ImproperlyConfigured otherwise."""
    value = os.environ.get(name, str(default))
    if not value.isdecimal() or int(value) < minimum:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number of at least {minimum}.")
    return int(value)


def names(name: str, default: str = "") -> list[str]:
    """The variable as a list, split at commas."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """The variable as networks (10.0.0.0/8), split at commas; raises ImproperlyConfigured for anything else."""
    try:
        return [ip_network(part) for part in names(name)]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} cannot be read: {error}; write networks such as 10.0.0.0/8.") from None


def secret(name: str, *, minimum: int) -> str:
    """The variable's text, or "" where it is not set; raises ImproperlyConfigured below `minimum` characters."""
    value = os.environ.get(name, "")
    if value and len(value) < minimum:
        raise ImproperlyConfigured(f"{name} is shorter than {minimum} characters; make a longer one.")
    return value


def hours(name: str, default: str) -> tuple[time, time]:
    """The variable as a stretch of the day, "21:00-08:00"; empty is no stretch, twice midnight.

    Raises ImproperlyConfigured for anything else.
    """
    value = os.environ.get(name, default).strip()
    if not value:
        return time(), time()
    ends = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", value)
    if ends is None:
        raise ImproperlyConfigured(f"{name} is {value!r}; write hours as 21:00-08:00, or nothing for none.")
    parts = [int(part) for part in ends.groups()]
    return time(parts[0], parts[1]), time(parts[2], parts[3])


def one_of(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """The variable where it is one of `allowed`; raises ImproperlyConfigured otherwise."""
    value = os.environ.get(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}; write one of {', '.join(allowed)}.")
    return value


def wechat_app(prefix: str, defaults: tuple[str, str, str, str] = ("", "", "", "")) -> tuple[str, str, str, str]:
    """App ID, secret, push token and push key of an app at WeChat, from `prefix`_APP_ID and so on; empty where not set.

    `defaults` count only where none of the four is set. Raises ImproperlyConfigured for half an app and for what
    WeChat's console would never show.
    """
    names = [f"{prefix}_{part}" for part in ("APP_ID", "SECRET", "PUSH_TOKEN", "PUSH_KEY")]
    app_id, secret, token, key = values = [os.environ.get(name, "").strip() for name in names]
    if not any(values):
        return defaults
    for wrong, sentence in (
        (not re.fullmatch(r"wx[0-9a-z]{4,30}", app_id), f"{names[0]} is not an app ID: those begin with wx."),
        (not secret, f"Set {names[1]} together with {names[0]}."),
        (token and not re.fullmatch(r"[0-9A-Za-z]{3,32}", token), f"{names[2]} must be 3 to 32 letters and digits."),
        (key and not re.fullmatch(r"[0-9A-Za-z]{43}", key), f"{names[3]} must be 43 letters and digits."),
        (key and not token, f"Set {names[2]} together with {names[3]}."),
    ):
        if wrong:
            raise ImproperlyConfigured(sentence)
    return app_id, secret, token, key


def wechat_address(name: str, default: str) -> str:
    """Where WeChat answers, without a slash at the end; raises ImproperlyConfigured for anything but http(s)://host."""
    value = os.environ.get(name, "").strip().rstrip("/") or default
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query or parts.username:
        raise ImproperlyConfigured(f"{name} is {value!r}; write an address such as {default}.")
    return value


def require_weixin(name: str, address: str) -> None:
    """Raises ImproperlyConfigured unless `address` is https on weixin.qq.com."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme != "https" or not (host == "weixin.qq.com" or host.endswith(".weixin.qq.com")):
        raise ImproperlyConfigured(f"{name} is {address!r}; production talks only to https://….weixin.qq.com.")


def database(default: str, *, serving: Literal["wsgi", "asgi"] = "wsgi") -> dict:
    """Django's DATABASES entry for DATABASE_URL (postgresql://… or sqlite:///…).

    SQLite runs in WAL mode with IMMEDIATE transactions, so that a writer waits its turn instead of failing halfway, and
    with synchronous=FULL: a confirmed vote survives a power cut. PostgreSQL keeps its connections under WSGI and
    opens them per request under ASGI, where a kept connection would never be given back.
    """
    import dj_database_url  # noqa: PLC0415  (read only where a database is configured)

    url = text("DATABASE_URL", default)
    try:
        entry: dict[str, Any] = dict(dj_database_url.parse(url))
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}.") from None
    if entry["ENGINE"].endswith("sqlite3"):
        entry["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        }
    elif entry["ENGINE"].endswith("postgresql"):
        entry["CONN_MAX_AGE"] = 60 if serving == "wsgi" else 0
        entry["CONN_HEALTH_CHECKS"] = serving == "wsgi"
    else:
        raise ImproperlyConfigured("DATABASE_URL must start with postgresql:// or sqlite:///.")
    return entry
