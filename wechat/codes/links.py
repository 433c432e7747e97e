"""Addresses for text messages that open the mini-program from outside WeChat, kept until they end."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.core.posters import LinkMaker, TimedLink
from wechat.codes.scenes import PAGE, configured
from wechat.gateway.codes import url_link
from wechat.gateway.errors import WeChatTrouble
from wechat.gateway.registration import registration
from wechat.models import AppLink

log = logging.getLogger(__name__)
LASTS = timedelta(days=30) - timedelta(minutes=10)
"""WeChat allows 30 days; its clock and ours may differ."""
FRESH = timedelta(days=1)
"""A link that ends sooner is not handed out any more."""


def kept_link(code: str, now: datetime) -> TimedLink | None:
    """The link to a short code's thing that works for a day or longer; asks only the database."""
    found = AppLink.objects.filter(**_key(code), expires_at__gt=now + FRESH).first()
    return TimedLink(found.address, found.expires_at) if found else None


def make_link(code: str, now: datetime) -> TimedLink | None:
    """The link that is kept, or a new one; None where WeChat makes none now. Forgets links that ended.

    Not for paper: it ends after a month, while a mini-program code never does. Raises RuntimeError inside a transaction
    when WeChat has to be asked.
    """
    kept = kept_link(code, now)
    if kept or not configured():
        return kept
    ends = now + LASTS
    try:
        address = url_link(path=PAGE, query=_query(code), expires_at=ends)
    except WeChatTrouble as trouble:
        log.warning("no link to the mini-program for now: %s", trouble)
        return None
    AppLink.objects.filter(expires_at__lte=now).delete()
    AppLink.objects.update_or_create(**_key(code), defaults={"address": address, "expires_at": ends})
    return TimedLink(address, ends)


def _query(code: str) -> str:
    return f"scene={code}"


def _key(code: str) -> dict[str, Any]:
    app_id = registration("mp").app_id
    return {"app_id": app_id, "version": settings.WECHAT_MP_STATE, "page": PAGE, "query": _query(code)}


MINI_PROGRAM = LinkMaker(
    label=_("For text messages"),
    hint=_("Opens the mini-program from a text message, for 30 days. On paper use the codes: they never end."),
    offered=configured,
    kept=kept_link,
    make=make_link,
)
