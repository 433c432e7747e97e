"""Pushes to the portal, sealed as WeChat seals them, and downloads from it."""

import base64
import hashlib
import json
import os
import re
import secrets
import struct
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from wechat.standin.people import App

if TYPE_CHECKING:
    from wechat.standin.world import World

LARGEST_MEDIA = 10 * 1024 * 1024
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Push:
    """A push ready to be sent: the address's parameters, and the body."""

    query: dict[str, str]
    body: bytes
    content_type: str


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes

    @property
    def taken(self) -> bool:
        return self.status == 200


@dataclass(frozen=True)
class Media:
    status: int
    content: bytes


Deliver = Callable[[str, Push], Answer]
Fetch = Callable[[str], Media]


def over_http(address: str, push: Push) -> Answer:
    """The portal's answer within five seconds; status 0 where there was none."""
    request = urllib.request.Request(f"{address}?{urlencode(push.query)}", push.body)  # noqa: S310
    request.add_header("Content-Type", push.content_type)
    return Answer(*_opened(request, seconds=5))


def download(address: str) -> Media:
    """What lies at the address, up to LARGEST_MEDIA; status 0 where nothing answers."""
    return Media(*_opened(urllib.request.Request(address), seconds=10))  # noqa: S310


def _opened(request: urllib.request.Request, seconds: float) -> tuple[int, bytes]:
    if request.type not in ("http", "https"):
        return 0, b""
    try:
        with _direct.open(request, timeout=seconds) as response:
            return response.status, response.read(LARGEST_MEDIA + 1)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, b""
    except OSError:
        return 0, b""


def sealed(world: "World", app: App, message: dict[str, Any], *, at: float | None = None) -> Push:
    """`message` as WeChat would push it now (or `at` that moment), in the world's format for the app."""
    app_id, _secret, token, key = world.apps[app]
    words = as_xml(message) if world.formats[app] == "xml" else json.dumps(message, ensure_ascii=False)
    content_type = "text/xml" if world.formats[app] == "xml" else "application/json"
    timestamp, nonce = str(int(time.time() if at is None else at)), str(secrets.randbelow(10**10))
    query = {
        "signature": signature(token, timestamp, nonce),
        "timestamp": timestamp,
        "nonce": nonce,
        "openid": str(message.get("FromUserName", "")),
    }
    if not world.encrypted:
        return Push(query, words.encode(), content_type)
    encrypted = encrypt(words, key, app_id)
    query |= {"encrypt_type": "aes", "msg_signature": signature(token, timestamp, nonce, encrypted)}
    envelope = {"ToUserName": message.get("ToUserName", ""), "Encrypt": encrypted}
    body = as_xml(envelope) if content_type == "text/xml" else json.dumps(envelope)
    return Push(query, body.encode(), content_type)


def signature(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def encrypt(words: str, key: str, app_id: str) -> str:
    """AES-256-CBC as documented for message push: random, length, words, app ID, padded to 32 bytes."""
    plain = os.urandom(16) + struct.pack(">I", len(words.encode())) + words.encode() + app_id.encode()
    fill = 32 - len(plain) % 32
    encryptor = _cipher(key).encryptor()
    return base64.b64encode(encryptor.update(plain + bytes([fill]) * fill) + encryptor.finalize()).decode()


def decrypt(encrypted: str, key: str) -> str:
    decryptor = _cipher(key).decryptor()
    plain = decryptor.update(base64.b64decode(encrypted)) + decryptor.finalize()
    (length,) = struct.unpack(">I", plain[16:20])
    return plain[20 : 20 + length].decode()


def _cipher(key: str) -> Cipher:
    raw = base64.b64decode(key + "=")
    return Cipher(algorithms.AES(raw), modes.CBC(raw[:16]))


def as_xml(message: dict[str, Any]) -> str:
    return f"<xml>{_elements(message)}</xml>"


def _elements(parts: dict[str, Any]) -> str:
    words = []
    for name, value in parts.items():
        for item in value if isinstance(value, list) else [value]:
            inner = _elements(item) if isinstance(item, dict) else _leaf(item)
            words.append(f"<{name}>{inner}</{name}>")
    return "".join(words)


def _leaf(value: object) -> str:
    if isinstance(value, int):
        return str(value)
    text = str(value)
    return escape(text) if "]]>" in text else f"<![CDATA[{text}]]>"


def reply_words(world: "World", app: App, body: bytes) -> str:
    """What the official account said in answer, readable; empty for `success`."""
    text = body.decode("utf-8", "replace")
    sealed_words = re.search(r"<Encrypt><!\[CDATA\[(.*?)\]\]></Encrypt>", text, re.DOTALL)
    if sealed_words:
        text = decrypt(sealed_words[1], world.apps[app][3])
    found = re.findall(r"<(Content|Title|Description|Url)>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</\1>", text, re.DOTALL)
    return "\n".join(words for _name, words in found)
