"""A push to ourselves, over the network, signed and sealed as WeChat does it."""

from datetime import datetime
from secrets import token_hex

import requests
from django.utils.translation import gettext as _

from wechat.gateway.envelope import seal_push
from wechat.gateway.registration import App, registration
from wechat.site import absolute

TIMEOUTS = (3, 5)
EVENT = "linli_self_test"
"""No handler waits for it: it is taken, remembered for two days, and that is all."""


def push_address(app: App) -> str:
    """What belongs into WeChat's console as the address of message push."""
    return absolute(f"/wechat/push/{app}/")


def hear_ourselves(app: App, now: datetime) -> tuple[bool, str]:
    """(good, what happened): first the echo that WeChat's console asks for, then a push, at the public address."""
    echo, address = token_hex(8), push_address(app)
    query, body = seal_push(app, _message(now), now)
    try:
        heard = _sent("GET", address, query | {"echostr": echo})
        if heard.status_code != 200 or heard.text != echo:
            return False, _not_ours(heard.status_code)
        answer = _sent("POST", address, query, body)
    except requests.RequestException as error:
        words = _("This server cannot reach its own address %(address)s (%(kind)s).")
        return False, words % {"address": address, "kind": type(error).__name__}
    if answer.status_code != 200 or answer.text != "success":
        return False, _not_ours(answer.status_code)
    sealed = bool(registration(app).push_key)
    return True, _("Echo and encrypted push arrived.") if sealed else _("Echo and push arrived, without encryption.")


def _sent(method: str, address: str, query: dict[str, str], body: str = "") -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        return session.request(
            method, address, params=query, data=body.encode(), timeout=TIMEOUTS, allow_redirects=False
        )


def _not_ours(status: int) -> str:
    return _("Something else answered at the address: HTTP %d. Does the proxy pass it on unchanged?") % status


def _message(now: datetime) -> str:
    return (
        f"<xml><ToUserName>self</ToUserName><FromUserName>self</FromUserName><CreateTime>{int(now.timestamp())}"
        f"</CreateTime><MsgType>event</MsgType><Event>{EVENT}</Event><Nonce>{token_hex(8)}</Nonce></xml>"
    )
