"""WeChat's opinion of what people write and show."""

from dataclasses import dataclass
from typing import Literal

from wechat.gateway.answers import word
from wechat.gateway.errors import NOT_UNDERSTOOD, Unavailable
from wechat.gateway.tokens import authorised

LONGEST = 2500
"""Characters of text in one check."""


@dataclass(frozen=True)
class Suggestion:
    """`label`: 100 fine, 10001 advertising, 20001 politics, 20002 porn, 20003 abuse, 20006 crime, 20008 fraud,
    20012 vulgar, 20013 copyright, 21000 other."""

    suggest: Literal["pass", "review", "risky"]
    label: int
    trace_id: str


def check_text(*, openid: str, content: str, scene: int, title: str = "", nickname: str = "") -> Suggestion:
    """WeChat's opinion of up to LONGEST characters by a person who was in the mini-program within two hours.

    `scene`: 1 profile, 2 comment, 3 forum, 4 diary. Raises ValueError for longer text, NotConfigured, Unavailable,
    Limited, Refused (61010 the person was not there lately, 40003 unknown person). Source: security.msgSecCheck v2.
    """
    if len(content) > LONGEST:
        raise ValueError(f"{len(content)} characters; one check takes {LONGEST}")
    body = {"version": 2, "openid": openid, "scene": scene, "content": content}
    body |= {name: text for name, text in (("title", title), ("nickname", nickname)) if text}
    call = "msg_sec_check"
    answer = authorised(call, "mp", "/wxa/msg_sec_check", body)
    suggest, label = word(call, answer, "result", "suggest"), word(call, answer, "result", "label")
    if suggest not in ("pass", "review", "risky") or not label.isdecimal():
        raise Unavailable(call, NOT_UNDERSTOOD, "an opinion that is not documented")
    return Suggestion(suggest, int(label), str(answer.get("trace_id") or ""))  # type: ignore[arg-type]


def check_media(*, openid: str, media_url: str, media_type: Literal[1, 2], scene: int) -> str:
    """The trace_id under which WeChat pushes its opinion (event wxa_media_check) within 30 minutes.

    WeChat fetches `media_url` itself. `media_type`: 1 audio, 2 picture. Raises as `check_text`. Source:
    security.mediaCheckAsync v2.
    """
    body = {"version": 2, "openid": openid, "scene": scene, "media_url": media_url, "media_type": media_type}
    answer = authorised("media_check_async", "mp", "/wxa/media_check_async", body)
    return word("media_check_async", answer, "trace_id")
