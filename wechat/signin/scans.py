"""Signing in on a desktop with a phone: asked for by a browser, answered by a person, used once."""

import hashlib
import hmac
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.accounts.rules import require_signed_in
from portal.core import audit
from portal.core.codes import random_code
from portal.core.errors import Forbidden, Hidden, OutsideWindow, WrongState
from wechat.gateway.codes import unlimited_code
from wechat.gateway.errors import WeChatTrouble
from wechat.models import ScanSignIn
from wechat.signin.errors import WeChatAway

log = logging.getLogger(__name__)
PAGE = "pages/scan/index"
LASTS = timedelta(minutes=2)
TO_COME_BACK = timedelta(seconds=30)
"""How long a browser has at least to notice that the phone confirmed."""
KEPT = timedelta(hours=1)
CODE_LENGTH = 16
LONGEST_ADDRESS = 2000


class ScanState(StrEnum):
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    USED = "used"
    OVER = "over"


@dataclass(frozen=True)
class Asking:
    """A fresh sign-in: `secret` belongs into the browser's session and nowhere else."""

    scan: ScanSignIn
    secret: str


def state_of(scan: ScanSignIn, now: datetime) -> ScanState:
    """Where it stands; over from `expires_at` on, unless it was answered or used before."""
    if scan.used_at:
        return ScanState.USED
    if scan.answer == ScanSignIn.Answer.REFUSED:
        return ScanState.REFUSED
    if now >= scan.expires_at:
        return ScanState.OVER
    return ScanState.CONFIRMED if scan.answer else ScanState.WAITING


def ask_scan(*, browser: str, address: str, onward: str, now: datetime) -> Asking:
    """A new code for this browser, good for LASTS; forgets what was over KEPT ago. Outside every transaction.

    Raises WeChatAway where WeChat makes no picture.
    """
    code, secret = random_code(CODE_LENGTH), secrets.token_urlsafe(32)
    try:
        picture = unlimited_code(scene=code, page=PAGE)
    except WeChatTrouble as trouble:
        log.warning("sign-in by scanning: %s", trouble)
        raise WeChatAway from None
    ScanSignIn.objects.filter(expires_at__lt=now - KEPT).delete()
    scan = ScanSignIn.objects.create(
        code=code,
        browser_key=_digest(secret),
        browser=browser[:60],
        address=address[:45],
        onward=onward if len(onward) <= LONGEST_ADDRESS else "",
        picture=picture,
        asked_at=now,
        expires_at=now + LASTS,
    )
    return Asking(scan, secret)


def scan_for_phone(*, code: str, actor: Any) -> ScanSignIn:
    """What the phone shows before it answers. Raises SignInNeeded, Hidden."""
    require_signed_in(actor)
    scan = ScanSignIn.objects.defer("picture").filter(code=code).first()
    if scan is None:
        raise Hidden(_("This code is unknown here. Please scan the one on the sign-in page again."))
    return scan


def scan_of_browser(*, code: str, secret: str) -> ScanSignIn:
    """The browser's own. Raises Hidden for an unknown code and for another browser's."""
    scan = ScanSignIn.objects.defer("picture").filter(code=code).first()
    if scan is None or not hmac.compare_digest(scan.browser_key, _digest(secret)):
        raise Hidden(_("This code belongs to another browser, or is unknown. Please begin again on the sign-in page."))
    return scan


@transaction.atomic
def answer_scan(*, code: str, confirm: bool, actor: Any, now: datetime) -> ScanSignIn:
    """`actor` lets the browser in as themselves, or refuses it.

    Raises SignInNeeded, Hidden, OutsideWindow (over), WrongState (answered already).
    """
    require_signed_in(actor)
    scan = ScanSignIn.objects.select_for_update().defer("picture").filter(code=code).first()
    if scan is None:
        raise Hidden(_("This code is unknown here. Please scan the one on the sign-in page again."))
    if scan.answer:
        raise WrongState(_("This code was answered already. For another sign-in please scan a new one."))
    if state_of(scan, now) == ScanState.OVER:
        raise OutsideWindow(_("This code is over. Please show a new one on the computer and scan that."))
    scan.answer = ScanSignIn.Answer.CONFIRMED if confirm else ScanSignIn.Answer.REFUSED
    scan.user_id = actor.pk
    scan.expires_at = max(scan.expires_at, now + TO_COME_BACK)
    scan.save(update_fields=["answer", "user", "expires_at"])
    return scan


@transaction.atomic
def use_scan(*, code: str, secret: str, now: datetime) -> User:
    """Whom to sign in, once: the browser asks after the phone confirmed.

    Raises Hidden (unknown, or another browser's), OutsideWindow (over), Forbidden (refused, or the account was
    closed), WrongState (not confirmed yet, or used).
    """
    scan_of_browser(code=code, secret=secret)
    scan = ScanSignIn.objects.select_for_update(of=("self",)).defer("picture").select_related("user").get(code=code)
    state = state_of(scan, now)
    if state == ScanState.OVER:
        raise OutsideWindow(_("This code is over. Please show a new one."))
    if state == ScanState.REFUSED:
        raise Forbidden(_("The phone refused this sign-in. Nobody was signed in."))
    if state != ScanState.CONFIRMED or scan.user is None:
        raise WrongState(_("The phone has not confirmed yet, or this code was used already."))
    if not scan.user.is_active:
        raise Forbidden(_("This account was closed."))
    scan.used_at = now
    scan.save(update_fields=["used_at"])
    audit.record("wechat.scan_sign_in", scan.user, scan.user)
    return scan.user


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
