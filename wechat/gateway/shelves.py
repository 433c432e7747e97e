"""Where tokens lie so that all processes find them: in Redis, or in the database where there is no Redis."""

import secrets
from datetime import timedelta
from functools import lru_cache
from typing import Any, Protocol

import redis
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from portal.core import clock
from portal.core.courtesy import Courtesy
from wechat.models import HeldToken

TURN = timedelta(seconds=20)
"""How long whoever fetches may take before somebody else has a try."""
KEPT = timedelta(days=2)
"""How long a day's counts of calls stay."""
_counting = Courtesy("Redis, which counts calls to WeChat,")


class Away(Exception):
    """The shelf cannot be reached."""


class Shelf(Protocol):
    def read(self, app_id: str, kind: str) -> str:
        """What lies there and is still good, or empty text."""

    def take_turn(self, app_id: str, kind: str) -> str:
        """A mark if it is this caller's turn to fetch; empty text while it is somebody else's."""

    def put(self, app_id: str, kind: str, sealed: str, seconds: int) -> None: ...

    def end_turn(self, app_id: str, kind: str, turn: str) -> None: ...


class DatabaseShelf:
    """Rows of HeldToken, each statement on its own."""

    def read(self, app_id: str, kind: str) -> str:
        held = HeldToken.objects.filter(app_id=app_id, kind=kind, expires_at__gt=clock.now())
        return held.values_list("sealed", flat=True).first() or ""

    def take_turn(self, app_id: str, kind: str) -> str:
        HeldToken.objects.bulk_create([HeldToken(app_id=app_id, kind=kind)], ignore_conflicts=True)
        now, turn = clock.now(), secrets.token_hex(8)
        free = HeldToken.objects.filter(Q(turn="") | Q(turn_until__lte=now), app_id=app_id, kind=kind)
        return turn if free.update(turn=turn, turn_until=now + TURN) else ""

    def put(self, app_id: str, kind: str, sealed: str, seconds: int) -> None:
        expires_at = clock.now() + timedelta(seconds=seconds)
        HeldToken.objects.filter(app_id=app_id, kind=kind).update(sealed=sealed, expires_at=expires_at)

    def end_turn(self, app_id: str, kind: str, turn: str) -> None:
        HeldToken.objects.filter(app_id=app_id, kind=kind, turn=turn).update(turn="", turn_until=None)


class RedisShelf:
    """One key for a token, one for the turn. Raises Away."""

    END_TURN = "if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('del', KEYS[1]) end"

    def __init__(self, url: str) -> None:
        self._redis = redis.Redis.from_url(url, decode_responses=True, socket_connect_timeout=1, socket_timeout=1)

    def read(self, app_id: str, kind: str) -> str:
        return self._do("get", self._key(app_id, kind)) or ""

    def take_turn(self, app_id: str, kind: str) -> str:
        turn = secrets.token_hex(8)
        return turn if self._do("set", self._key(app_id, kind) + ":turn", turn, nx=True, ex=TURN) else ""

    def put(self, app_id: str, kind: str, sealed: str, seconds: int) -> None:
        self._do("set", self._key(app_id, kind), sealed, ex=seconds)

    def end_turn(self, app_id: str, kind: str, turn: str) -> None:
        self._do("eval", self.END_TURN, 1, self._key(app_id, kind) + ":turn", turn)

    def count_call(self, name: str) -> None:
        key = self._calls_key()
        self._do("hincrby", key, name, 1)
        self._do("expire", key, KEPT)

    def counted_calls(self) -> dict[str, str]:
        return self._do("hgetall", self._calls_key())

    def _calls_key(self) -> str:
        return f"wechat:calls:{timezone.localdate(clock.now())}"

    def _key(self, app_id: str, kind: str) -> str:
        return f"wechat:held:{app_id}:{kind}"

    def _do(self, command: str, *arguments: object, **options: object) -> Any:
        try:
            return getattr(self._redis, command)(*arguments, **options)
        except redis.RedisError as error:
            raise Away(type(error).__name__) from None


@lru_cache
def _redis_shelf(url: str) -> RedisShelf:
    return RedisShelf(url)


def shelf() -> Shelf:
    """The one that settings.WECHAT_HELD_IN names."""
    return _redis_shelf(settings.REDIS_URL) if settings.WECHAT_HELD_IN == "redis" else DatabaseShelf()


def count_call(name: str) -> None:
    """Count for all processes where there is Redis; never fails."""
    if settings.WECHAT_HELD_IN == "redis":
        _counting.attempt(lambda: _redis_shelf(settings.REDIS_URL).count_call(name))


def counted_calls() -> dict[str, str] | None:
    """Today's counts by name, or None where there is no Redis to keep them."""
    if settings.WECHAT_HELD_IN != "redis":
        return None
    try:
        return _redis_shelf(settings.REDIS_URL).counted_calls()
    except Away:
        return None
