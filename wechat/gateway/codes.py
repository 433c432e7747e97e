"""Codes to scan and addresses to tap that open the mini-program."""

import re
from datetime import datetime

from django.conf import settings

from wechat.gateway.answers import word
from wechat.gateway.tokens import authorised, authorised_picture

SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}")
_VERSIONS = {"formal": "release", "trial": "trial", "developer": "develop"}


def unlimited_code(*, scene: str, page: str, width: int = 430) -> bytes:
    """A round mini-program code (PNG or JPEG) that opens `page` with `scene`; `page` has no slash in front.

    Raises ValueError for a scene that no code can hold, NotConfigured, Unavailable, Limited, Refused (41030 page not
    published, 40169 scene). Source: wxacode.getUnlimited.
    """
    if not SCENE.fullmatch(scene):
        raise ValueError(f"the scene {scene!r} is not 1 to 32 of WeChat's characters")
    body = {
        "scene": scene,
        "page": page.lstrip("/"),
        "width": width,
        "env_version": _VERSIONS[settings.WECHAT_MP_STATE],
        "check_path": settings.WECHAT_MP_STATE == "formal",
    }
    return authorised_picture("getwxacodeunlimit", "mp", "/wxa/getwxacodeunlimit", body)


def url_link(*, path: str, query: str, expires_at: datetime) -> str:
    """An https address that opens the mini-program from outside WeChat, for 30 days at most.

    Raises NotConfigured, Unavailable, Limited, Refused (40165 page, 85401 time). Source: urllink.generate.
    """
    body = {
        "path": path,
        "query": query,
        "expire_type": 0,
        "expire_time": int(expires_at.timestamp()),
        "env_version": _VERSIONS[settings.WECHAT_MP_STATE],
    }
    return word("generate_urllink", authorised("generate_urllink", "mp", "/wxa/generate_urllink", body), "url_link")
