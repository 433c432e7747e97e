"""Tokens, each fetched once for all processes and held until shortly before WeChat forgets it."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.views.decorators.debug import sensitive_variables

from portal.core.encryption import seal, unseal
from wechat.gateway import shelves, transport
from wechat.gateway.errors import EXPIRED_TOKENS, NOT_UNDERSTOOD, Refused, Unavailable
from wechat.gateway.registration import App, Registration, calling

log = logging.getLogger(__name__)
MARGIN = 300
"""Seconds before its end at which WeChat itself hands out the next token, while the old one still works."""
PATIENCE = 10.0
"""Seconds to wait for another process to fetch."""
Fetch = Callable[[Registration], tuple[str, int]]


def access_token(app: App) -> str:
    """The app's token. Raises NotConfigured, Unavailable, Refused (40125 wrong secret, 40164 address not allowed)."""
    transport.outside_transaction("stable_token")
    return held(calling(app, "stable_token"), "token", _fetch_token)


@sensitive_variables()
def authorised(
    call: str, app: App, path: str, body: dict[str, Any] | None, *, method: str = "POST", query: transport.Query = ()
) -> dict[str, Any]:
    """WeChat's answer to a call made with the app's token; a token it no longer knows is renewed, once.

    Raises NotConfigured, what transport.send raises, and Unavailable where WeChat takes the renewed token neither. A
    Refused whose `call` is "stable_token" speaks of the app's registration, not of this call.
    """
    return _with_token(
        call, app, lambda token: transport.send(call, method, path, query=[("access_token", token), *query], body=body)
    )


@sensitive_variables()
def authorised_picture(call: str, app: App, path: str, body: dict[str, Any]) -> bytes:
    """As `authorised`, for calls that are answered with a picture."""
    return _with_token(
        call, app, lambda token: transport.send_for_picture(call, path, query=[("access_token", token)], body=body)
    )


@sensitive_variables()
def _with_token(call: str, app: App, attempt: Callable[[str], Any]) -> Any:
    transport.outside_transaction(call)
    registration = calling(app, call)
    token = held(registration, "token", _fetch_token)
    try:
        return attempt(token)
    except Refused as refusal:
        if refusal.code not in EXPIRED_TOKENS:
            raise
    try:
        return attempt(held(registration, "token", _fetch_token, refused=token))
    except Refused as refusal:
        if refusal.code not in EXPIRED_TOKENS:
            raise
        code, detail = refusal.code, refusal.detail
    raise Unavailable(call, code, detail)


@sensitive_variables()
def held(registration: Registration, kind: str, fetch: Fetch, *, refused: str = "") -> str:
    """What is held of `kind`, fetched where nothing is, or only `refused`, which WeChat did not take any more.

    Of many callers one fetches, and the others take what it got. Raises Unavailable after PATIENCE, and what `fetch`
    raises.
    """
    try:
        return _from_shelf(shelves.shelf(), registration, kind, fetch, refused)
    except shelves.Away as error:
        log.warning("the shelf for WeChat tokens is away (%s); asking WeChat itself", error)
    return fetch(registration)[0]


@sensitive_variables()
def _from_shelf(shelf: shelves.Shelf, registration: Registration, kind: str, fetch: Fetch, refused: str) -> str:
    app_id, ends = registration.app_id, time.monotonic() + PATIENCE
    while True:
        found = _opened(shelf.read(app_id, kind))
        if found and found != refused:
            return found
        if turn := shelf.take_turn(app_id, kind):
            break
        if time.monotonic() > ends:
            raise Unavailable(kind, NOT_UNDERSTOOD, "another process is asking WeChat for it")
        time.sleep(0.05)
    try:
        found = _opened(shelf.read(app_id, kind))
        if found and found != refused:
            return found
        fresh, seconds = fetch(registration)
        shelf.put(app_id, kind, seal(fresh), holding(seconds))
        return fresh
    finally:
        shelf.end_turn(app_id, kind, turn)


def holding(seconds: int) -> int:
    """How long to hold what WeChat promises for `seconds`: until MARGIN before the end, or half of a short life."""
    return seconds - MARGIN if seconds > 2 * MARGIN else max(1, seconds // 2)


def _opened(sealed: str) -> str:
    try:
        return unseal(sealed) if sealed else ""
    except ImproperlyConfigured:
        return ""


@sensitive_variables()
def _fetch_token(registration: Registration) -> tuple[str, int]:
    body = {
        "grant_type": "client_credential",
        "appid": registration.app_id,
        "secret": registration.secret,
        "force_refresh": False,
    }
    answer = transport.send("stable_token", "POST", "/cgi-bin/stable_token", body=body)
    return lifetime("stable_token", "access_token", answer)


def prove(app: App) -> int:
    """Ask WeChat for the app's token whether or not one is held; how many seconds it lasts.

    Proves that app ID, secret and this server's address are right. It is the token that everybody has: a stable one.
    Raises as access_token.
    """
    transport.outside_transaction("stable_token")
    registration = calling(app, "stable_token")
    return _fetch_token(registration)[1]


def lifetime(call: str, name: str, answer: dict[str, Any]) -> tuple[str, int]:
    """`name` and how many seconds it lasts, from WeChat's answer; raises Unavailable where they are not in it."""
    value, seconds = answer.get(name), answer.get("expires_in")
    if not (isinstance(value, str) and value and isinstance(seconds, int) and seconds > 0):
        raise Unavailable(call, NOT_UNDERSTOOD)
    return value, seconds
