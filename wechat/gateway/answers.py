"""Reads an answer's fields; WeChat's documents are no guarantee."""

from typing import Any

from wechat.gateway.errors import NOT_UNDERSTOOD, Unavailable


def word(call: str, answer: dict[str, Any], *path: str) -> str:
    """The text or number at `path` as text; raises Unavailable where there is none."""
    found: Any = answer
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    if isinstance(found, bool) or not isinstance(found, str | int) or found == "":
        raise Unavailable(call, NOT_UNDERSTOOD, f"no {'.'.join(path)}", uncertain=True)
    return str(found)
