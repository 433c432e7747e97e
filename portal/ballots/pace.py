"""How fast one person may vote, counted within the process: a vote waits for no other server than the database.

`portal.core.ratelimit` asks the cache twice for each request. Here each worker process counts for itself, so a person
may do the limit once in each; it keeps a runaway client off the database and is no guarantee behind a vote.
"""

import time

from portal.core.errors import TooMany

TAPS_PER_MINUTE = 240
_taps: dict[int, int] = {}
_minute = [0]


def keep_pace(user_id: int) -> None:
    """Raises TooMany after TAPS_PER_MINUTE taps of one person in this clock minute."""
    minute = int(time.time() // 60)
    if minute != _minute[0]:
        _minute[0] = minute
        _taps.clear()
    taps = _taps.get(user_id, 0) + 1
    _taps[user_id] = taps
    if taps > TAPS_PER_MINUTE:
        raise TooMany


def forget() -> None:
    """Begin to count anew."""
    _taps.clear()
