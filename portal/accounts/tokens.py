"""Short-lived signed tokens for the API's busiest paths: who it is, proved by arithmetic instead of a session row.

A token lives five minutes at most and carries the person's `auth_epoch`. Raising the epoch (sign-out everywhere,
deactivation) ends every token at once, because the epoch in force is asked for on every use; it is kept in the cache
for a minute, and where the cache is empty the database answers.
"""

import base64
import hmac
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.errors import SignInNeeded

LIFETIME_SECONDS = 300
EPOCH_SECONDS = 60
GONE = -1
_SALT = b"portal.accounts.tokens.1"


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says; true when it was signed. `expires_at` is a Unix time."""

    pk: int
    code: str
    epoch: int
    phone_verified: bool
    expires_at: int


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    expires_in: int


def issue_token(user: Any) -> Token:
    """A fresh token for an active person; `expires_in` counts seconds. Raises SignInNeeded for anybody else."""
    if not user.is_authenticated or not user.is_active:
        raise SignInNeeded
    expires_at = int(time.time()) + LIFETIME_SECONDS
    verified = "1" if user.phone_confirmed else "0"
    body = f"{user.pk}.{user.code}.{user.auth_epoch}.{verified}.{expires_at}"
    cache.set(_epoch_key(user.pk), user.auth_epoch, EPOCH_SECONDS)
    return Token(f"{body}.{_signature(body, _keys()[0])}", LIFETIME_SECONDS)


def read_token(text: str) -> Claims:
    """What the token says. Raises SignInNeeded where it is forged, run out or revoked."""
    claims = signed_claims(text)
    if claims.expires_at <= time.time() or epoch_in_force(claims.pk) != claims.epoch:
        raise _run_out()
    return claims


def signed_claims(text: str) -> Claims:
    """What a token signed by this site says, in force or not; asks neither cache nor database. Raises SignInNeeded."""
    body, _dot, signature = text.rpartition(".")
    if not any(_same(signature, _signature(body, key)) for key in _keys()):
        raise _run_out()
    pk, code, epoch, verified, expires_at = body.split(".")
    return Claims(int(pk), code, int(epoch), verified == "1", int(expires_at))


def epoch_in_force(pk: int) -> int:
    """The person's epoch; GONE where there is no such person, or they may not sign in any more."""
    key = _epoch_key(pk)
    known: int | None = cache.get(key)
    if known is None:
        known = User.objects.filter(pk=pk, is_active=True).values_list("auth_epoch", flat=True).first()
        known = GONE if known is None else known
        cache.set(key, known, EPOCH_SECONDS)
    return known


def forget_epoch(pk: int) -> None:
    """Have the next use of a token ask the database; called once a new epoch is committed."""
    cache.delete(_epoch_key(pk))


def _epoch_key(pk: int) -> str:
    return f"accounts.epoch.{pk}"


def _keys() -> tuple[bytes, ...]:
    return _derived((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache
def _derived(secrets: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(hmac.digest(_SALT, secret.encode(), "sha256") for secret in secrets)


def _signature(body: str, key: bytes) -> str:
    return base64.urlsafe_b64encode(hmac.digest(key, body.encode(), "sha256")).decode().rstrip("=")


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())


def _run_out() -> SignInNeeded:
    return SignInNeeded(_("Your sign-in has run out. Please sign in again; nothing was changed."))
