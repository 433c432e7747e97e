"""Reads what WeChat pushes, as XML or JSON, and nothing that only an attacker would write."""

import json
from typing import Any
from xml.parsers import expat

from wechat.gateway.errors import BadPush

DEEPEST = 8
"""Elements inside each other; WeChat's own events need four."""


def parsed(body: bytes) -> dict[str, Any]:
    """The push as a dictionary: text for a leaf, a dictionary for what has parts, a list where a name repeats.

    Raises BadPush for anything that is not an object or an <xml> element, declares a document type or entities, nests
    deeper than DEEPEST, or holds characters that no database keeps.
    """
    try:
        text = body.decode("utf-8").strip()
        found: dict[str, Any] = json.loads(text) if text.startswith("{") else _from_xml(text)
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError, expat.ExpatError) as error:
        raise BadPush(f"unreadable: {type(error).__name__}") from None
    if not _keepable(found, DEEPEST):
        raise BadPush("unreadable: too deep, or characters that cannot be kept")
    return found


def _keepable(value: Any, depth: int) -> bool:
    if isinstance(value, str):
        return "\0" not in value
    if depth == 0:
        return not isinstance(value, dict | list)
    if isinstance(value, dict):
        return all("\0" not in name and _keepable(part, depth - 1) for name, part in value.items())
    if isinstance(value, list):
        return all(_keepable(part, depth - 1) for part in value)
    return not isinstance(value, float) or (value == value and abs(value) != float("inf"))


def _from_xml(text: str) -> Any:
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.words
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = reader.refuse  # type: ignore[assignment]
    parser.Parse(text.encode(), True)
    return reader.root


class _Reader:
    def __init__(self) -> None:
        self.root: Any = None
        self._open: list[tuple[str, dict[str, Any], list[str]]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= DEEPEST or (not self._open and name != "xml"):
            raise BadPush("unreadable: too deep, or not <xml>")
        self._open.append((name, {}, []))

    def words(self, text: str) -> None:
        self._open[-1][2].append(text)

    def end(self, name: str) -> None:
        _name, parts, words = self._open.pop()
        value: Any = parts or "".join(words)
        if not self._open:
            self.root = parts
            return
        around = self._open[-1][1]
        if name not in around:
            around[name] = value
        elif isinstance(around[name], list):
            around[name].append(value)
        else:
            around[name] = [around[name], value]

    def refuse(self, *details: object) -> None:
        raise BadPush("unreadable: declares a document type or an entity")
