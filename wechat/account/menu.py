"""The official account's menu, as a file says it (自定义菜单)."""

import json
from typing import Any

from wechat.site import absolute

Menu = dict[str, Any]
TOP, BELOW = 3, 5
TOP_BYTES, BELOW_BYTES = 16, 60
"""WeChat counts a Chinese character as three: five of them on top, and twenty below."""
NEEDED = {
    "click": {"key": 128},
    "view": {"url": 1024},
    "miniprogram": {"url": 1024, "appid": 64, "pagepath": 1024},
    "scancode_push": {"key": 128},
    "scancode_waitmsg": {"key": 128},
    "pic_sysphoto": {"key": 128},
    "pic_photo_or_album": {"key": 128},
    "pic_weixin": {"key": 128},
    "location_select": {"key": 128},
    "media_id": {"media_id": 256},
    "article_id": {"article_id": 256},
    "article_view_limited": {"article_id": 256},
}
"""What each type of button needs, and how many bytes that may have."""


class BadMenu(Exception):
    """What is wrong with a menu: `complaints`, each a sentence that names the button."""

    def __init__(self, complaints: list[str]) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = complaints


def read_menu(words: str) -> Menu:
    """The menu in `words` (JSON), with addresses of this site made whole. Raises BadMenu with all that is wrong."""
    try:
        menu = json.loads(words)
    except ValueError as error:
        raise BadMenu([f"this is not JSON: {error}"]) from None
    buttons = menu.get("button") if isinstance(menu, dict) else None
    if not isinstance(buttons, list):
        raise BadMenu(['a menu is {"button": [ … ]}'])
    complaints = [] if 1 <= len(buttons) <= TOP else [f"{len(buttons)} buttons: there can be 1 to {TOP}"]
    made = [_button(button, str(number), TOP_BYTES, complaints) for number, button in enumerate(buttons, 1)]
    if complaints:
        raise BadMenu(complaints)
    return {"button": made}


def _button(button: Any, place: str, longest: int, complaints: list[str]) -> Menu:
    """The button as WeChat takes it; `place` is "2" on top and "2.1" beneath it."""
    if not isinstance(button, dict):
        complaints.append(f"{place}: a button is an object")
        return {}
    name = button.get("name")
    if not isinstance(name, str) or not 0 < len(name.encode()) <= longest:
        complaints.append(f"{place}: its name has 1 to {longest} bytes, which is {longest // 3} Chinese characters")
    where = f"{place} {name!r}"
    below = button.get("sub_button")
    if below is None:
        return {"name": name} | _act(button, where, complaints)
    if longest != TOP_BYTES:
        complaints.append(f"{where}: there is no third row of buttons")
        return {}
    if not isinstance(below, list) or not 1 <= len(below) <= BELOW:
        complaints.append(f"{where}: there can be 1 to {BELOW} buttons beneath it")
        return {}
    rows = [_button(each, f"{place}.{number}", BELOW_BYTES, complaints) for number, each in enumerate(below, 1)]
    return {"name": name, "sub_button": rows}


def _act(button: Menu, where: str, complaints: list[str]) -> Menu:
    kind = button.get("type")
    if not isinstance(kind, str) or kind not in NEEDED:
        complaints.append(f"{where}: its type is one of {', '.join(NEEDED)}, or it has buttons beneath it")
        return {}
    act: Menu = {"type": kind}
    for field, longest in NEEDED[kind].items():
        value = button.get(field)
        if field == "url" and isinstance(value, str) and value.startswith("/"):
            value = absolute(value)
        if not isinstance(value, str) or not 0 < len(value.encode()) <= longest:
            complaints.append(f"{where}: a {kind} button needs {field!r} of at most {longest} bytes")
        elif field == "url" and not value.startswith(("https://", "http://")):
            complaints.append(f"{where}: its url begins with https:// or with / for a page of this site")
        act[field] = value
    return act


def described(menu: Menu) -> str:
    """The menu as lines, to look at before it is published."""
    lines = []
    for button in menu["button"]:
        lines.append(_line(button, ""))
        lines += [_line(below, "  ") for below in button.get("sub_button", [])]
    return "\n".join(lines)


def _line(button: Menu, indent: str) -> str:
    aim = button.get("key") or button.get("pagepath") or button.get("url") or button.get("media_id") or ""
    aim = aim or button.get("article_id") or ""
    return f"{indent}{button['name']}" + (f"  {button['type']}  {aim}" if "type" in button else "")
