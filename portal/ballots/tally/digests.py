"""Digests that anybody can compute again."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any


def roll_digest(entries: Iterable[tuple[str, str]]) -> str:
    """SHA-256, in hex, over the roll's lines "person code,household code" (the latter may be empty).

    Lines are sorted by their UTF-8 bytes and each ends with a newline, so the order of the list does not matter.
    """
    lines = sorted(f"{person},{household}\n".encode() for person, household in entries)
    return hashlib.sha256(b"".join(lines)).hexdigest()


def canonical(result: Any) -> bytes:
    """`result` as JSON in UTF-8 with sorted keys and no blanks: equal results are equal bytes."""
    return json.dumps(result, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def result_digest(result: Any) -> str:
    """SHA-256, in hex, of the canonical form."""
    return hashlib.sha256(canonical(result)).hexdigest()
