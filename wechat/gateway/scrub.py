"""Takes secrets out of words before anybody reads or logs them."""

import logging
import re

from django.conf import settings

SECRETS = (
    "WECHAT_MP_SECRET",
    "WECHAT_OA_SECRET",
    "WECHAT_MP_PUSH_TOKEN",
    "WECHAT_OA_PUSH_TOKEN",
    "WECHAT_MP_PUSH_KEY",
    "WECHAT_OA_PUSH_KEY",
)
_NAMED = "secret|access_token|refresh_token|session_key|js_code|code|ticket"
_IN_ADDRESSES = re.compile(rf"(\b(?:{_NAMED})[\"']?[=:]\s*[\"']?)[^&\s\"',}}]+")


def scrubbed(text: str) -> str:
    """`text` without the configured secrets and without what stands after `secret=`, `access_token=` and the like."""
    for name in SECRETS:
        if secret := getattr(settings, name, ""):
            text = text.replace(secret, "…")
    return _IN_ADDRESSES.sub(r"\1…", text)


class SecretsFilter(logging.Filter):
    """For loggers of libraries that write addresses: the line stays, its secrets go."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = scrubbed(record.getMessage()), None
        record.exc_info = record.exc_text = None
        return True


def watch_libraries() -> None:
    """Put the filter before the loggers that would write a request's address."""
    for name in ("urllib3.connectionpool", "urllib3.util.retry", "requests", "wechatpy.client.base"):
        logger = logging.getLogger(name)
        if not any(isinstance(known, SecretsFilter) for known in logger.filters):
            logger.addFilter(SecretsFilter())
