"""The official account: who reads our pages inside WeChat, what those pages may do there, and the account's menu."""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote, urldefrag, urlencode

from django.conf import settings
from django.views.decorators.debug import sensitive_variables
from wechatpy.client.api.jsapi import WeChatJSAPI

from wechat.gateway import tokens, transport
from wechat.gateway.answers import word
from wechat.gateway.registration import Registration, calling

Scope = Literal["snsapi_base", "snsapi_userinfo"]


@dataclass(frozen=True)
class OaIdentity:
    """Who came back from WeChat. `snapshot` marks the made-up person of a page in preview: make no user of it."""

    openid: str
    unionid: str
    access_token: str = field(repr=False)
    scope: str = "snsapi_base"
    snapshot: bool = False


def authorize_url(*, redirect_uri: str, scope: Scope, state: str) -> str:
    """Where to send a visitor inside WeChat; they come back to `redirect_uri` with code and state.

    WeChat wants the parameters in this order and the fragment at the end. Raises NotConfigured. Source: 网页授权.
    """
    parameters = {
        "appid": calling("oa", "authorize").app_id,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "scope": scope,
        "state": state,
    }
    query = urlencode(parameters, quote_via=quote, safe="")
    return f"{settings.WECHAT_OPEN_URL}/connect/oauth2/authorize?{query}#wechat_redirect"


@sensitive_variables()
def oauth_identity(code: str) -> OaIdentity:
    """The person behind the code of `authorize_url`, which works once. Never asked a second time.

    Raises NotConfigured, Unavailable, Limited, Refused (40029 unknown, 40163 used).
    """
    app, call = calling("oa", "oauth_access_token"), "oauth_access_token"
    query = [("appid", app.app_id), ("secret", app.secret), ("code", code), ("grant_type", "authorization_code")]
    answer = transport.send(call, "GET", "/sns/oauth2/access_token", query=query)
    return OaIdentity(
        openid=word(call, answer, "openid"),
        unionid=str(answer.get("unionid") or ""),
        access_token=word(call, answer, "access_token"),
        scope=str(answer.get("scope") or ""),
        snapshot=answer.get("is_snapshotuser") == 1,
    )


@sensitive_variables()
def oauth_profile(identity: OaIdentity) -> dict[str, Any]:
    """openid, nickname, headimgurl and unionid of someone who agreed to snsapi_userinfo.

    Raises Unavailable, Limited, Refused (48001 they did not agree, 40001 too late).
    """
    query = [("access_token", identity.access_token), ("openid", identity.openid), ("lang", "zh_CN")]
    answer = transport.send("oauth_userinfo", "GET", "/sns/userinfo", query=query)
    return {name: str(answer.get(name) or "") for name in ("openid", "nickname", "headimgurl", "unionid")}


def jsapi_ticket() -> str:
    """The ticket that page signatures are made with, held like a token. Raises as tokens.access_token."""
    transport.outside_transaction("getticket")
    return tokens.held(calling("oa", "getticket"), "ticket", _fetch_ticket)


def _fetch_ticket(_registration: Registration) -> tuple[str, int]:
    call, path = "getticket", "/cgi-bin/ticket/getticket"
    answer = tokens.authorised(call, "oa", path, None, method="GET", query=[("type", "jsapi")])
    return tokens.lifetime(call, "ticket", answer)


@sensitive_variables()
def jsapi_signature(url: str) -> dict[str, Any]:
    """appId, timestamp, nonceStr and signature for wx.config on the page at `url`; what follows # does not count."""
    nonce, timestamp, ticket = secrets.token_hex(8), int(time.time()), jsapi_ticket()
    signature = WeChatJSAPI().get_jsapi_signature(nonce, ticket, timestamp, urldefrag(url).url)
    app_id = calling("oa", "getticket").app_id
    return {"appId": app_id, "timestamp": timestamp, "nonceStr": nonce, "signature": signature}


def create_menu(menu: dict[str, Any]) -> None:
    """Replace the account's menu. Raises NotConfigured, Unavailable, Limited, Refused (`detail` says which part)."""
    tokens.authorised("menu_create", "oa", "/cgi-bin/menu/create", menu)
