"""How a ballot came, for as long as the vote is not certified: a mark in the cache, never in the database.

A mark stands under a digest of the voter's key, and holds the minute, the network (IPv4 /24, IPv6 /48) and the device
(whole address and the browser's name) as digests, all under a salt that is made of the poll's key and of SECRET_KEY.
So marks alone tell nothing, and nothing at all once the poll's key is destroyed. The first mark of a ballot stays.

A vote waits for no other server than the database: marks are written by a thread of their own, a moment later. What
does not arrive (the cache is away, the process ends) is missing, and `queries.signals` says how many are.
"""

import atexit
import hashlib
import hmac
import logging
import queue
import threading
import time
from datetime import datetime
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from portal.ballots.facts import PollFacts, poll_facts
from portal.core.ratelimit import address_of

log = logging.getLogger(__name__)
KEPT = 60 * 24 * 3600
"""Seconds: longer than any vote with its objections."""
WAITING_AT_MOST, BATCH, TOGETHER_SECONDS = 20_000, 1_000, 0.05
_waiting: "queue.Queue[tuple[str, str]]" = queue.Queue(WAITING_AT_MOST)
_writer: list[threading.Thread] = []
_starting = threading.Lock()


def note_ballot(request: HttpRequest, poll_code: str, voter_id: int, now: datetime) -> None:
    """Remember how `voter_id`'s ballot came. Costs a vote some tens of microseconds; writes later."""
    facts = poll_facts(poll_code)
    address = address_of(request)
    agent = request.META.get("HTTP_USER_AGENT", "")
    salt = salt_of(facts)
    network, device = _digest(salt, f"n:{network_of(address)}"), _digest(salt, f"d:{address} {agent}")
    words = f"{int(now.timestamp() // 60)} {network} {device}"
    try:
        _waiting.put_nowait((_name(facts, salt, facts.voter_key(voter_id)), words))
    except queue.Full:
        return
    _start()


def network_of(address: str) -> str:
    """The block an address belongs to; "" for what is no address."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network(f"{address}/{24 if found.version == 4 else 48}", strict=False))


def salt_of(facts: PollFacts) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode() + facts.key, b"marks:%d" % facts.id, hashlib.sha256)


def name_of(facts: PollFacts, voter_key: bytes) -> str:
    """Where in the cache the mark of a ballot stands."""
    return _name(facts, salt_of(facts), voter_key)


def flush(seconds: float = 3) -> None:
    """Wait until everything noted in this process has been written or given up, for so long at most."""
    if not _waiting.empty():
        _start()
    until = time.monotonic() + seconds
    while _waiting.unfinished_tasks and time.monotonic() < until:
        time.sleep(0.005)


def forget(names: list[str]) -> None:
    """Delete marks."""
    flush()
    cache.delete_many(names)


def _name(facts: PollFacts, salt: bytes, voter_key: bytes) -> str:
    return f"mark:{facts.id}:{hmac.digest(salt, voter_key, hashlib.sha256)[:16].hex()}"


def _digest(salt: bytes, words: str) -> str:
    return hmac.digest(salt, words.encode(), hashlib.sha256)[:10].hex()


def _start() -> None:
    if _writer and _writer[0].is_alive():
        return
    with _starting:
        if not (_writer and _writer[0].is_alive()):
            _writer[:] = [threading.Thread(target=_write, name="ballot marks", daemon=True)]
            _writer[0].start()


def _write() -> None:
    """Many at a time: a write of its own for each mark would take from the votes what the thread is there to save."""
    while True:
        batch = [_waiting.get()]
        time.sleep(TOGETHER_SECONDS)
        while len(batch) < BATCH and not _waiting.empty():
            batch.append(_waiting.get())
        try:
            marks = dict(reversed(batch))
            known = cache.get_many(marks)
            cache.set_many({name: words for name, words in marks.items() if name not in known}, timeout=KEPT)
        except Exception:
            # Whatever the cache is short of: the marks are missing, which the look after the count says.
            log.warning("%d marks of ballots could not be written", len(batch))
        finally:
            for _each in batch:
                _waiting.task_done()


@atexit.register
def _last() -> None:
    """Give the writer a moment at the end of the process."""
    if _writer and _writer[0].is_alive():
        flush(2)
