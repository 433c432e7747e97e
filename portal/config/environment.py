"""Reads settings from environment variables; a wrong value stops the start with a sentence that says what to change."""

import os
from typing import Literal

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


def one_of(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """The variable where it is one of `allowed`; raises ImproperlyConfigured otherwise."""
    value = os.environ.get(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}; write one of {', '.join(allowed)}.")
    return value


def database(default: str, *, serving: Literal["wsgi", "asgi"] = "wsgi") -> dict:
    """Django's DATABASES entry for DATABASE_URL (postgresql://… or sqlite:///…).

    SQLite runs in WAL mode with IMMEDIATE transactions, so that a writer waits its turn instead of failing halfway, and
    with synchronous=FULL: a confirmed vote survives a power cut. PostgreSQL keeps its connections under WSGI and
    opens them per request under ASGI, where a kept connection would never be given back.
    """
    import dj_database_url  # noqa: PLC0415  (read only where a database is configured)

    url = text("DATABASE_URL", default)
    try:
        entry = dict(dj_database_url.parse(url))
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
