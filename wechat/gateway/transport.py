"""The one way out: what is sent, how long it may take, and what an answer means."""

import json
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import requests
from django.conf import settings
from django.db import transaction
from django.views.decorators.debug import sensitive_variables
from urllib3.exceptions import NewConnectionError
from wechatpy.client.base import BaseWeChatClient
from wechatpy.exceptions import WeChatClientException

from wechat.gateway import metrics, troubles
from wechat.gateway.errors import NO_ANSWER, NOT_UNDERSTOOD, UNREACHABLE, Unavailable, trouble
from wechat.gateway.scrub import scrubbed, watch_libraries

log = logging.getLogger(__name__)
TIMEOUTS = (3, 5)
"""Seconds to wait for a connection, and for an answer."""
Query = Sequence[tuple[str, str]]
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff")

watch_libraries()


@dataclass(frozen=True)
class Outcome:
    code: int
    answer: dict[str, Any] | bytes | None = None
    detail: str = ""
    uncertain: bool = False


def outside_transaction(call: str) -> None:
    """Raises RuntimeError inside a database transaction: it would stay open, with its locks, while WeChat thinks."""
    if transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"WeChat's {call} is called inside a database transaction; call it after the commit.")


@sensitive_variables()
def send(call: str, method: str, path: str, *, query: Query = (), body: dict[str, Any] | None = None) -> dict[str, Any]:
    """WeChat's JSON answer. Raises Unavailable, Limited, Refused, and RuntimeError inside a transaction."""
    answer = _settled(call, method, path, query, body)
    if not isinstance(answer, dict):
        raise Unavailable(call, NOT_UNDERSTOOD, uncertain=True)
    return answer


@sensitive_variables()
def send_for_picture(call: str, path: str, *, query: Query, body: dict[str, Any]) -> bytes:
    """The picture WeChat answers with. Raises as `send`."""
    answer = _settled(call, "POST", path, query, body)
    if not isinstance(answer, bytes):
        raise Unavailable(call, NOT_UNDERSTOOD)
    return answer


@sensitive_variables()
def _settled(call: str, method: str, path: str, query: Query, body: dict[str, Any] | None) -> dict[str, Any] | bytes:
    outside_transaction(call)
    begun = time.monotonic()
    outcome = _attempt(method, path, query, body)
    metrics.record(call, outcome.code)
    troubles.note(call, outcome.code, outcome.detail)
    if outcome.code == 0 and outcome.answer is not None:
        return outcome.answer
    log.warning("WeChat %s: %d after %.2f s %s", call, outcome.code, time.monotonic() - begun, outcome.detail)
    raise trouble(call, outcome.code, outcome.detail, uncertain=outcome.uncertain)


@sensitive_variables()
def _attempt(method: str, path: str, query: Query, body: dict[str, Any] | None) -> Outcome:
    """What came of one request. It raises nothing, so that no error drags the request's address along."""
    client = BaseWeChatClient("", timeout=TIMEOUTS, auto_retry=False)
    client._http.trust_env = not settings.WECHAT_API_URL.startswith("http://127.0.0.1")
    try:
        answer = client._request(
            method,
            settings.WECHAT_API_URL + path,
            params=list(query),
            data=None if body is None else json.dumps(body, ensure_ascii=False).encode(),
            headers={"Content-Type": "application/json"} if body is not None else {},
            allow_redirects=False,
        )
    except WeChatClientException as error:
        if error.errcode is None:
            return Outcome(error.response.status_code, uncertain=True)
        return Outcome(int(error.errcode), detail=_readable(error.errmsg))
    except requests.RequestException as error:
        never_sent = isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError) or isinstance(
            getattr(error.args[0] if error.args else None, "reason", None), NewConnectionError
        )
        return Outcome(UNREACHABLE) if never_sent else Outcome(NO_ANSWER, uncertain=True)
    except (ValueError, TypeError):
        return Outcome(NOT_UNDERSTOOD, uncertain=True)
    finally:
        client._http.close()
    return _understood(answer)


def _understood(answer: Any) -> Outcome:
    if isinstance(answer, dict):
        return Outcome(0, answer)
    if isinstance(answer, requests.Response) and answer.ok and answer.content.startswith(_PICTURES):
        return Outcome(0, answer.content)
    return Outcome(NOT_UNDERSTOOD, uncertain=True)


def _readable(message: Any) -> str:
    return scrubbed(" ".join(str(message).split()))[:200]
