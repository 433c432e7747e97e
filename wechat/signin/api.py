from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from portal.accounts.queries.me import Me, me
from portal.accounts.rules import require_signed_in
from portal.accounts.schemas import MeOut
from portal.core import clock
from portal.core.ratelimit import address_of, limit_request
from wechat.models import ScanSignIn
from wechat.queries import identity_of
from wechat.signin.actions import add_phone, note_presence
from wechat.signin.browsers import rough_address
from wechat.signin.errors import NotConnected
from wechat.signin.proofs import phone_of_code, proof_of_js_code
from wechat.signin.scans import answer_scan, scan_for_phone, state_of
from wechat.signin.schemas import JsCodeIn, PhoneCodeIn, ScanOut

router = Router(tags=["wechat"])


@router.post("/wechat/seen", response={204: None})
def post_seen(request: HttpRequest, data: JsCodeIn) -> Status:
    """The caller is in the mini-program now: WeChat checks words only of people it saw within two hours."""
    require_signed_in(request.user)
    limit_request(request, "wechat.seen", 10)
    note_presence(proof=proof_of_js_code(data.js_code), actor=request.user, now=clock.now())
    return Status(204, None)


@router.post("/wechat/phone", response=MeOut)
def post_phone(request: HttpRequest, data: PhoneCodeIn) -> Me:
    """Give the caller's account the number they shared in WeChat; ask for a new token afterwards."""
    require_signed_in(request.user)
    limit_request(request, "wechat.phone", 5)
    identity = identity_of(request.user, "mp")
    if identity is None:
        raise NotConnected
    phone = phone_of_code(data.code, identity.openid)
    return me(add_phone(phone=phone, actor=request.user, now=clock.now()))


@router.get("/wechat/scans/{code}", response=ScanOut)
def get_scan(request: HttpRequest, code: str) -> dict[str, Any]:
    """What asks to be signed in: which browser, when, and from where roughly."""
    require_signed_in(request.user)
    limit_request(request, "wechat.scan", 30)
    return _shown(request, scan_for_phone(code=code, actor=request.user))


@router.post("/wechat/scans/{code}/confirm", response=ScanOut)
def confirm_scan(request: HttpRequest, code: str) -> dict[str, Any]:
    """Let that browser in as the caller, once."""
    return _answered(request, code, confirm=True)


@router.post("/wechat/scans/{code}/refuse", response=ScanOut)
def refuse_scan(request: HttpRequest, code: str) -> dict[str, Any]:
    """Keep that browser out."""
    return _answered(request, code, confirm=False)


def _answered(request: HttpRequest, code: str, *, confirm: bool) -> dict[str, Any]:
    require_signed_in(request.user)
    limit_request(request, "wechat.scan", 30)
    return _shown(request, answer_scan(code=code, confirm=confirm, actor=request.user, now=clock.now()))


def _shown(request: HttpRequest, scan: ScanSignIn) -> dict[str, Any]:
    return {
        "code": scan.code,
        "state": state_of(scan, clock.now()),
        "browser": scan.browser,
        "place": rough_address(scan.address),
        "same_network": bool(scan.address) and scan.address == address_of(request),
        "asked_at": scan.asked_at,
        "expires_at": scan.expires_at,
    }
