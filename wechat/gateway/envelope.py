"""Opens what WeChat pushes to us, and seals what we answer."""

import base64
import hashlib
import hmac
import re
import struct
from collections.abc import Mapping
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from django.views.decorators.debug import sensitive_variables
from wechatpy.crypto import PrpCrypto
from wechatpy.crypto.cryptography import WeChatCipher

from wechat.gateway.errors import BadPush
from wechat.gateway.parsing import parsed
from wechat.gateway.registration import App, Registration, registration

WINDOW = timedelta(minutes=5)
LARGEST = 64 * 1024
"""Bytes of one push."""
_ECHO = re.compile(r"[0-9A-Za-z_\-+/=]{1,256}")
_BLOCK = 32


@sensitive_variables()
def open_push(app: App, query: Mapping[str, Any], body: bytes, now: datetime) -> dict[str, Any]:
    """What WeChat says, from XML or JSON, after its signature, age, size and app are proven.

    Where a push key is configured only encrypted pushes are taken: the plain signature does not cover the body.
    Raises BadPush and nothing else. A push repeated within WINDOW opens again: whoever handles it must know it.
    """
    known = _known(app)
    if len(body) > LARGEST:
        raise BadPush("too large")
    timestamp, nonce = _word(query, "timestamp"), _word(query, "nonce")
    _check_age(timestamp, now)
    if not known.push_key:
        _check_signature(_word(query, "signature"), known.push_token, timestamp, nonce)
        return parsed(body)
    encrypted = parsed(body).get("Encrypt")
    if not isinstance(encrypted, str):
        raise BadPush("not encrypted")
    _check_signature(_word(query, "msg_signature"), known.push_token, timestamp, nonce, encrypted)
    return parsed(_decrypted(encrypted, known))


@sensitive_variables()
def verify_echo(app: App, query: Mapping[str, Any]) -> str:
    """The words to answer, as plain text, when WeChat asks whether this address is ours. Raises BadPush."""
    known = _known(app)
    _check_signature(_word(query, "signature"), known.push_token, _word(query, "timestamp"), _word(query, "nonce"))
    echo = _word(query, "echostr")
    if not _ECHO.fullmatch(echo):
        raise BadPush("an echo that is not WeChat's")
    return echo


@sensitive_variables()
def seal_reply(app: App, xml: str, now: datetime) -> str:
    """`xml` as an answer to a message: encrypted where a push key is configured.

    Raises BadPush where the app expects no pushes.
    """
    known = _known(app)
    if not known.push_key:
        return xml
    encrypted = PrpCrypto(_key(known)).encrypt(xml, known.app_id).decode()
    timestamp, nonce = str(int(now.timestamp())), token_hex(8)
    signature = _signature(known.push_token, timestamp, nonce, encrypted)
    return (
        f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt><MsgSignature><![CDATA[{signature}]]></MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
    )


@sensitive_variables()
def seal_push(app: App, message: str, now: datetime) -> tuple[dict[str, str], str]:
    """(query, body) of a push as WeChat would make it, for proving to ourselves that ours arrive.

    `message` is XML; it is encrypted where a push key is configured. Raises BadPush where the app expects no pushes.
    """
    known = _known(app)
    timestamp, nonce = str(int(now.timestamp())), token_hex(8)
    query = {"timestamp": timestamp, "nonce": nonce, "signature": _signature(known.push_token, timestamp, nonce)}
    if not known.push_key:
        return query, message
    encrypted = PrpCrypto(_key(known)).encrypt(message, known.app_id).decode()
    query |= {"encrypt_type": "aes", "msg_signature": _signature(known.push_token, timestamp, nonce, encrypted)}
    return query, f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"


def _known(app: App) -> Registration:
    known = registration(app)
    if not known.can_hear:
        raise BadPush("this installation expects no pushes")
    return known


def _word(query: Mapping[str, Any], name: str) -> str:
    value = query.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= 512:
        raise BadPush(f"no {name}")
    return value


def _check_age(timestamp: str, now: datetime) -> None:
    if not re.fullmatch(r"[0-9]{1,12}", timestamp):
        raise BadPush("no timestamp")
    if abs(now.timestamp() - int(timestamp)) > WINDOW.total_seconds():
        raise BadPush("too old, or from the future")


@sensitive_variables()
def _check_signature(given: str, *parts: str) -> None:
    """Raises BadPush; takes as long for a nearly right signature as for a wrong one."""
    if not hmac.compare_digest(given.encode("utf-8", "replace"), _signature(*parts).encode()):
        raise BadPush("wrong signature")


@sensitive_variables()
def _signature(*parts: str) -> str:
    ordered = sorted(part.encode("utf-8", "replace") for part in parts)
    return hashlib.sha1(b"".join(ordered), usedforsecurity=False).hexdigest()


@sensitive_variables()
def _decrypted(encrypted: str, known: Registration) -> bytes:
    """AES-256-CBC: 16 random bytes, four of length, the words, the app ID, padding to 32."""
    try:
        plain = WeChatCipher(_key(known)).decrypt(base64.b64decode(encrypted, validate=True))
    except ValueError:
        raise BadPush("cannot be decrypted") from None
    padding = plain[-1] if plain else 0
    if not 1 <= padding <= _BLOCK or plain[-padding:] != bytes([padding]) * padding or len(plain) < 20 + padding:
        raise BadPush("cannot be decrypted")
    (length,) = struct.unpack(">I", plain[16:20])
    content = plain[20:-padding]
    words, app_id = content[:length], content[length:]
    if len(words) != length or not hmac.compare_digest(app_id, known.app_id.encode()):
        raise BadPush("meant for another app")
    return words


@sensitive_variables()
def _key(known: Registration) -> bytes:
    return base64.b64decode(known.push_key + "=")
