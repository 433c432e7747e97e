"""One message to one person who asked for it."""

from django.conf import settings

from wechat.gateway.tokens import authorised


def send_subscribe(*, openid: str, template_id: str, page: str, data: dict[str, str], lang: str = "zh_CN") -> str:
    """WeChat's number of the message. One accepted prompt pays for one message.

    Raises NotConfigured, Unavailable (with `uncertain`: it may have been sent), Limited, Refused (40003 openid, 40037
    template, 41030 page, 43101 no accepted prompt left, 47003 a field breaks its rule, see `detail`).
    Source: subscribeMessage.send.
    """
    body = {
        "touser": openid,
        "template_id": template_id,
        "page": page,
        "data": {name: {"value": value} for name, value in data.items()},
        "miniprogram_state": settings.WECHAT_MP_STATE,
        "lang": lang,
    }
    answer = authorised("subscribe_send", "mp", "/cgi-bin/message/subscribe/send", body)
    return str(answer.get("msgid") or "")
