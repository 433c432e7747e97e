"""Who opened the mini-program."""

from dataclasses import dataclass, field

from django.views.decorators.debug import sensitive_variables

from wechat.gateway import tokens, transport
from wechat.gateway.answers import word
from wechat.gateway.registration import calling


@dataclass(frozen=True)
class MiniSession:
    """`unionid` is empty unless the app belongs to an open-platform account. `session_key` never leaves the server."""

    openid: str
    unionid: str
    session_key: str = field(repr=False)


@sensitive_variables()
def session_for(js_code: str) -> MiniSession:
    """The session behind wx.login's code, which works once and for five minutes. Never asked a second time.

    Raises NotConfigured, Unavailable, Limited (45011), Refused (40029 unknown or too old, 40163 used, 40226 blocked).
    Source: auth.code2Session.
    """
    app = calling("mp", "jscode2session")
    query = [("appid", app.app_id), ("secret", app.secret), ("js_code", js_code), ("grant_type", "authorization_code")]
    answer = transport.send("jscode2session", "GET", "/sns/jscode2session", query=query)
    return MiniSession(
        openid=word("jscode2session", answer, "openid"),
        unionid=str(answer.get("unionid") or ""),
        session_key=word("jscode2session", answer, "session_key"),
    )


@sensitive_variables()
def phone_number(code: str, openid: str) -> str:
    """The phone number a person shared, such as "+8613900000000"; the code works once and for five minutes.

    Raises NotConfigured, Unavailable, Limited, Refused (40029 unknown or too old, 40163 used, 40003 not this person's).
    Source: phonenumber.getPhoneNumber.
    """
    call = "getuserphonenumber"
    answer = tokens.authorised(call, "mp", "/wxa/business/getuserphonenumber", {"code": code, "openid": openid})
    return f"+{word(call, answer, 'phone_info', 'countryCode')}{word(call, answer, 'phone_info', 'purePhoneNumber')}"
