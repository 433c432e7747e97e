"""The mini-program on the phone, as far as signing in goes: it talks to the portal as the real one will."""

import json
import urllib.error
import urllib.request
from typing import Any

from wechat.standin.world import World

SCAN_PAGE = "pages/scan/index"
SIGN_IN = "/_allauth/app/v1/auth/provider/token"
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Declined(Exception):
    """What the portal said instead, in a sentence."""


def enter(world: World, name: str, *, phone: str = "") -> dict[str, Any]:
    """Sign the person in, with a number where one is shared; returns what the portal knows of them. Raises Declined."""
    token = {"client_id": world.apps["mp"][0], "access_token": world.js_code(name)}
    if phone:
        token["phone_code"] = world.phone_code(name, phone)
    answer = _sent(world, "POST", SIGN_IN, {"provider": "wechat_mp", "process": "login", "token": token})
    world.person(name).session = answer["meta"]["session_token"]
    return _asked(world, name, "GET", "/me")


def share_phone(world: World, name: str, phone: str) -> dict[str, Any]:
    """Give the portal the person's number; returns what it knows of them then. Raises Declined."""
    return _asked(world, name, "POST", "/wechat/phone", {"code": world.phone_code(name, phone)})


def scan_asked(world: World, name: str, scene: str) -> dict[str, Any]:
    """What asks to be signed in. Raises Declined."""
    return _asked(world, name, "GET", f"/wechat/scans/{scene}")


def answer_scan(world: World, name: str, scene: str, *, confirm: bool) -> dict[str, Any]:
    """Raises Declined."""
    return _asked(world, name, "POST", f"/wechat/scans/{scene}/{'confirm' if confirm else 'refuse'}", {})


def _asked(world: World, name: str, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """A call with a token of five minutes; who has no session yet, or an old one, signs in first."""
    try:
        token = _token(world, name)
    except Declined:
        enter(world, name)
        token = _token(world, name)
    return _sent(world, method, f"/api/v1{path}", body, {"Authorization": f"Bearer {token}"})


def _token(world: World, name: str) -> str:
    headers = {"X-Session-Token": world.person(name).session}
    token: str = _sent(world, "POST", "/api/v1/tokens", {}, headers)["token"]
    return token


def _sent(
    world: World, method: str, path: str, body: dict[str, Any] | None, headers: dict[str, str] | None = None
) -> dict[str, Any]:
    content = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(world.portal + path, content, method=method)  # noqa: S310
    for header, value in {"Content-Type": "application/json", **(headers or {})}.items():
        request.add_header(header, value)
    if request.type not in ("http", "https"):
        raise Declined("没有设置网站的地址。")
    try:
        with _direct.open(request, timeout=15) as response:
            return _read(response.read())
    except urllib.error.HTTPError as error:
        with error:
            raise Declined(_said(error.code, _read(error.read()))) from None
    except OSError:
        raise Declined("网站没有回应。") from None


def _read(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _said(status: int, answer: dict[str, Any]) -> str:
    if answer.get("message"):
        return f"网站说：{answer['message']}"
    pending = [flow["id"] for flow in answer.get("data", {}).get("flows", []) if flow.get("is_pending")]
    return "网站还要第二步验证，替身手机到这里为止。" if pending else f"网站答复 HTTP {status}。"
