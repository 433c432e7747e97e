"""What WeChat says about who is there; asked here, outside every transaction, before anything is written."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.accounts.phones import normal_phone
from portal.core.errors import Hidden
from wechat.gateway import official, sessions
from wechat.gateway.errors import WeChatTrouble
from wechat.gateway.registration import App, registration
from wechat.signin.errors import CodeSpent, OnlyAPreview, told

log = logging.getLogger(__name__)
LONGEST_CODE = 128


@dataclass(frozen=True)
class Proof:
    """WeChat told us just now that this person is there; `phone` is E.164, or empty where none was shared."""

    app: str
    openid: str
    unionid: str = ""
    phone: str = ""


def is_configured(app: App) -> bool:
    """Whether people can sign in by this app at all."""
    return registration(app).can_call


def require_configured(app: App) -> None:
    """Raises Hidden where people cannot sign in by this app."""
    if not is_configured(app):
        raise Hidden(_("Signing in with WeChat is not set up here."))


def is_inside_wechat(request: HttpRequest) -> bool:
    """Whether WeChat's own browser shows the page."""
    return "MicroMessenger" in request.headers.get("User-Agent", "")


@sensitive_variables()
def proof_of_js_code(js_code: str, phone_code: str = "") -> Proof:
    """Whose wx.login this is, and the number they shared along with it. Each code is asked about once.

    Raises Hidden (not configured), WeChatAway, WeChatBusy, CodeSpent, WeChatBlocked, PhoneNotTheirs.
    """
    with _said_to_people("mp"):
        session = sessions.session_for(_checked(js_code))
    phone = phone_of_code(phone_code, session.openid) if phone_code else ""
    return Proof(registration("mp").app_id, session.openid, session.unionid, phone)


@sensitive_variables()
def phone_of_code(code: str, openid: str) -> str:
    """The number that the person behind `openid` shared, in E.164. Raises as proof_of_js_code, and Invalid."""
    with _said_to_people("mp"):
        return normal_phone(sessions.phone_number(_checked(code), openid))


@sensitive_variables()
def proof_of_web_code(code: str) -> Proof:
    """Who came back from WeChat's own sign-in to a page inside WeChat.

    Raises Hidden, WeChatAway, WeChatBusy, CodeSpent, OnlyAPreview (a made-up person: no account may come of it).
    """
    with _said_to_people("oa"):
        identity = official.oauth_identity(_checked(code))
        if identity.snapshot:
            raise OnlyAPreview
        unionid = identity.unionid
        if not unionid and "snsapi_userinfo" in identity.scope:
            unionid = official.oauth_profile(identity)["unionid"]
    return Proof(registration("oa").app_id, identity.openid, unionid)


def _checked(code: str) -> str:
    if not (0 < len(code) <= LONGEST_CODE and code.isascii() and code.isprintable()):
        raise CodeSpent
    return code


@contextmanager
def _said_to_people(app: App) -> Iterator[None]:
    require_configured(app)
    try:
        yield
    except WeChatTrouble as trouble:
        log.warning("sign-in with WeChat: %s", trouble)
        raise told(trouble) from None
