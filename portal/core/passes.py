"""Private files for apps: their pictures and players send no token, so the address itself carries a pass for one file.

A session needs none. Whoever holds the address may read that file until the pass ends.
"""

from datetime import timedelta

from django.core import signing
from django.utils.crypto import constant_time_compare

from portal.core import clock

TURN = timedelta(hours=1)
"""A pass holds for the turn it was made in and the next; within one it is the same, so that apps may keep the file."""


def pass_for(scope: str, key: str) -> str:
    """The pass for the file `key` of `scope` ("proposals.voice"); good for one to two hours."""
    return _signed(scope, key, _turn())


def lets_in(given: str, scope: str, key: str) -> bool:
    """Whether `given` is a pass for this file that has not ended."""
    now = _turn()
    return any(constant_time_compare(given, _signed(scope, key, turn)) for turn in (now, now - 1))


def _turn() -> int:
    return int(clock.now().timestamp() // TURN.total_seconds())


def _signed(scope: str, key: str, turn: int) -> str:
    return signing.Signer(salt=f"core.passes.{scope}").signature(f"{key}:{turn}")
