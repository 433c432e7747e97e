"""The official account, and what opens the mini-program from outside."""

import re
import secrets
import struct
import zlib
from typing import Any
from urllib.parse import urlencode

from wechat.standin.answers import Ask, Reply, ok, sorry
from wechat.standin.calls import app_call
from wechat.standin.delivery import reply_words
from wechat.standin.people import App, Scannable
from wechat.standin.world import World

SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}")
BUTTON_TYPES = ("click", "view", "miniprogram", "scancode_push", "scancode_waitmsg", "media_id", "article_id")
MONTH = 30 * 24 * 3600


@app_call("GET", "/cgi-bin/ticket/getticket", "oa")
def ticket(world: World, ask: Ask, app: App) -> Reply:
    if ask.text("type") != "jsapi":
        return sorry(40097)
    word, ends = world.tickets.get(app, ("", 0.0))
    if ends - world.now() < 60:
        word, ends = secrets.token_urlsafe(64), world.now() + 7200
        world.tickets[app] = word, ends
    return ok(ticket=word, expires_in=int(ends - world.now()))


@app_call("POST", "/cgi-bin/menu/create", "oa")
def menu(world: World, ask: Ask, app: App) -> Reply:
    buttons = (ask.body or {}).get("button")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        return sorry(40016)
    for button in buttons:
        if code := _button_trouble(button, longest=16):
            return sorry(code)
    world.menu = ask.body or {}
    return ok()


def _button_trouble(button: Any, longest: int) -> int:
    if not isinstance(button, dict) or not 0 < len(str(button.get("name", "")).encode()) <= longest:
        return 40018
    below = button.get("sub_button") or []
    if below:
        return 40016 if len(below) > 5 else next((code for part in below if (code := _button_trouble(part, 60))), 0)
    return 0 if button.get("type") in BUTTON_TYPES else 40017


@app_call("POST", "/wxa/getwxacodeunlimit", "mp")
def unlimited_code(world: World, ask: Ask, app: App) -> Reply:
    scene, page, body = ask.text("scene"), ask.text("page"), ask.body or {}
    if not SCENE.fullmatch(scene):
        return sorry(40169)
    if page.startswith("/") or "?" in page or (body.get("check_path", True) and page == "pages/none"):
        return sorry(41030)
    if body.get("env_version", "release") not in ("release", "trial", "develop"):
        return sorry(40097, "env_version")
    if not isinstance(body.get("width", 430), int) or not 280 <= body.get("width", 430) <= 1280:
        return sorry(40097, "width")
    picture = _picture(f"{world.address}/scan?{urlencode({'page': page, 'scene': scene})}")
    world.scannables.append(Scannable(page, scene, picture))
    return Reply(picture, "image/png")


def _picture(words: str) -> bytes:
    """A square code as PNG that ordinary scanners read; a grey square where segno is missing."""
    try:
        import segno  # noqa: PLC0415  (only when a code is made, so that the start is quick)
    except ImportError:
        return _png([b"\x88" * 64] * 64)
    rows = [b"".join((b"\x00" if dark else b"\xff") * 6 for dark in row) for row in segno.make(words).matrix_iter()]
    return _png([row for row in rows for _n in range(6)])


def _png(rows: list[bytes]) -> bytes:
    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\x00" + row for row in rows))
    parts = [(b"IHDR", header), (b"IDAT", pixels), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )


@app_call("POST", "/wxa/generate_urllink", "mp")
def url_link(world: World, ask: Ask, app: App) -> Reply:
    path, query, body = ask.text("path"), ask.text("query"), ask.body or {}
    if path == "pages/none" or path.startswith("/"):
        return sorry(40165)
    ends = body.get("expire_time")
    if body.get("expire_type", 0) != 0 or not isinstance(ends, int) or not 60 <= ends - world.now() <= MONTH:
        return sorry(85401)
    world.scannables.append(Scannable(path, query))
    return ok(url_link=f"{world.address}/scan?{urlencode({'page': path, 'scene': query})}")


def say(world: World, name: str, words: str) -> str:
    """The person writes to the official account; returns what it answers, empty where it says nothing."""
    number = secrets.randbelow(2**62)
    return _told(world, name, words, {"MsgType": "text", "Content": words, "MsgId": number})


def follow(world: World, name: str, *, key: str = "") -> str:
    """The person follows the account, perhaps by a code with a key; returns the greeting."""
    world.person(name).follows = True
    return _told(world, name, "（关注）", {"MsgType": "event", "Event": "subscribe", "EventKey": key})


def leave(world: World, name: str) -> str:
    world.person(name).follows = False
    return _told(world, name, "（取消关注）", {"MsgType": "event", "Event": "unsubscribe", "EventKey": ""})


def tap_menu(world: World, name: str, key: str) -> str:
    """The person taps a button of type click; returns the answer."""
    return _told(world, name, f"（菜单 {key}）", {"MsgType": "event", "Event": "CLICK", "EventKey": key})


def _told(world: World, name: str, shown: str, message: dict[str, Any]) -> str:
    person = world.person(name)
    around = {
        "ToUserName": "gh_standin_oa",
        "FromUserName": person.openid("oa"),
        "CreateTime": int(world.now()),
    }
    answer = world.push("oa", around | message)
    words = reply_words(world, "oa", answer.body) if answer.taken else "该公众号提供的服务出现故障，请稍后再试"
    with world.lock:
        person.talk.append((shown, words))
    return words
