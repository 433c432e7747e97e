"""How often each call was made and how it ended: by all processes where Redis is there, by this one otherwise."""

from collections import Counter
from threading import Lock

from wechat.gateway import shelves

_lock = Lock()
_counts: Counter[tuple[str, int]] = Counter()


def record(call: str, code: int) -> None:
    with _lock:
        _counts[call, code] += 1
    shelves.count_call(f"{call} {code}")


def counts() -> dict[tuple[str, int], int]:
    """How often by (call, errcode), where 0 is success: today's of all processes, or since this process started."""
    shared = shelves.counted_calls()
    if shared is None:
        with _lock:
            return dict(_counts)
    split = ((name.split(" "), int(times)) for name, times in shared.items())
    return {(call, int(code)): times for (call, code), times in split}


def reset() -> None:
    """Forget what this process counted."""
    with _lock:
        _counts.clear()
