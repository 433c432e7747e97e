"""Mini-program codes by short code: asked of WeChat once, kept as files."""

import logging
import secrets
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core import clock
from portal.core.posters import ScanCode
from wechat.gateway.codes import unlimited_code
from wechat.gateway.errors import Refused, WeChatTrouble
from wechat.gateway.registration import registration
from wechat.models import SceneCode

log = logging.getLogger(__name__)
PAGE = "pages/open/index"
"""The mini-program's page that asks `GET /codes/{code}` what its scene stands for, and goes there."""
TURN = timedelta(seconds=60)
REST, LONG_REST = 60, 600
"""Seconds in which WeChat is left alone after it was away, and after it said no."""
_RESTING = "wechat:codes:resting"


def configured() -> bool:
    """Whether a mini-program is known here."""
    return registration("mp").can_call


def scene_picture(scene: str, page: str = PAGE) -> bytes | None:
    """The mini-program code that opens `page` with `scene`, PNG or JPEG; None where it cannot be had now.

    Of many callers one asks WeChat, and the others do without until it is there. Raises RuntimeError inside a
    transaction when WeChat would have to be asked.
    """
    if not configured():
        return None
    key = {"app_id": registration("mp").app_id, "version": settings.WECHAT_MP_STATE, "page": page, "scene": scene}
    kept = _kept(key)
    if kept is not None or cache.get(_RESTING):
        return kept
    turn = _take_turn(key, clock.now())
    if not turn:
        return None
    try:
        return _asked(key, scene, page)
    finally:
        SceneCode.objects.filter(**key, turn=turn).update(turn="", turn_until=None)


def _kept(key: dict[str, str]) -> bytes | None:
    known = SceneCode.objects.filter(**key).exclude(picture="").first()
    if known is None:
        return None
    with suppress(FileNotFoundError), known.picture.open() as file:
        return bytes(file.read())
    return None


def _take_turn(key: dict[str, str], now: datetime) -> str:
    """A mark if it is this caller's turn to ask; empty text while it is somebody else's."""
    SceneCode.objects.bulk_create([SceneCode(**key)], ignore_conflicts=True)
    turn = secrets.token_hex(8)
    free = SceneCode.objects.filter(Q(turn="") | Q(turn_until__lte=now), **key)
    return turn if free.update(turn=turn, turn_until=now + TURN) else ""


def _asked(key: dict[str, str], scene: str, page: str) -> bytes | None:
    known = _kept(key)
    if known is not None:
        return known
    try:
        picture = unlimited_code(scene=scene, page=page)
    except WeChatTrouble as trouble:
        log.warning("no mini-program code for now: %s", trouble)
        cache.set(_RESTING, True, LONG_REST if isinstance(trouble, Refused) else REST)
        return None
    row = SceneCode.objects.get(**key)
    ending = "png" if picture.startswith(b"\x89PNG") else "jpg"
    row.picture.save(f"{secrets.token_hex(8)}.{ending}", ContentFile(picture), save=False)
    SceneCode.objects.filter(pk=row.pk).update(picture=row.picture.name, made_at=clock.now())
    return picture


MINI_PROGRAM = ScanCode(
    caption=_("Scan with WeChat: opens the mini-program"), offered=configured, picture=scene_picture
)
