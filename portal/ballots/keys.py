"""A poll's secret key, the voter keys derived from it, and receipt codes.

The poll key is 32 random bytes, stored sealed (Fernet: AES-128-CBC with HMAC-SHA256) under settings.POLL_KEYS, which
lives outside the database and its backups. Without it a secret poll's rows cannot be tied to anybody.
"""

import hashlib
import hmac
import secrets
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from portal.ballots.enums import Secrecy
from portal.ballots.refusals import KeyUnavailable
from portal.core.codes import ALPHABET

RECEIPT_LENGTH = 12


@lru_cache
def _box(keys: tuple[str, ...]) -> MultiFernet:
    """Raises KeyUnavailable where there is no key, or one that is none."""
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        raise KeyUnavailable from None


def new_sealed_key() -> str:
    """A fresh poll key, sealed under the newest of settings.POLL_KEYS."""
    return _box(tuple(settings.POLL_KEYS)).encrypt(secrets.token_bytes(32)).decode()


def open_key(sealed: str) -> bytes:
    """The 32 bytes; raises KeyUnavailable where none of settings.POLL_KEYS opens them. b"" once it was destroyed."""
    if not sealed:
        return b""
    try:
        return _box(tuple(settings.POLL_KEYS)).decrypt(sealed.encode())
    except InvalidToken:
        raise KeyUnavailable from None


def voter_key(secrecy: str, poll_key: bytes, roll_id: int, user_id: int) -> bytes:
    """The 32 bytes under which a person's choices stand.

    Secret: HMAC-SHA256(poll key, "voter:roll:person"); a roll entry is unique by roll and person, so this is the
    entry's key. Recorded: the person's number, big-endian, so that the ballot can be read by name next to the roll.
    """
    if secrecy == Secrecy.RECORDED:
        return user_id.to_bytes(32, "big")
    return hmac.digest(poll_key, b"voter:%d:%d" % (roll_id, user_id), hashlib.sha256)


def recorded_user_id(key: bytes) -> int:
    """The person behind a recorded poll's voter key."""
    return int.from_bytes(key, "big")


def receipt_code(poll_key: bytes, key: bytes) -> str:
    """Twelve letters of the public code alphabet (59 bits), the same however often the ballot is revised.

    HMAC-SHA256(poll key, "receipt:" + voter key) in base 31: it tells nothing about the person and cannot be computed
    from the voter key alone.
    """
    number = int.from_bytes(hmac.digest(poll_key, b"receipt:" + key, hashlib.sha256)[:16], "big")
    letters = []
    for _ in range(RECEIPT_LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)
