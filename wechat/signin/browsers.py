"""Browsers and networks in a few words, for a person who is asked whether that is them."""

import ipaddress
import re

from django.utils.translation import gettext as _

_BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("QQBrowser", "QQ"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("iPhone|iPad", "iOS"),
    ("HarmonyOS|OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def spoken_browser(user_agent: str) -> str:
    """Chrome · Windows from a User-Agent; what it says may be a lie, and is shown as no more than a hint."""
    browser = _first(_BROWSERS, user_agent) or _("an unknown browser")
    system = _first(_SYSTEMS, user_agent)
    return f"{browser} · {system}" if system else browser


def rough_address(address: str) -> str:
    """The half of a network address that says from where roughly: 113.68.*.*; empty for what is no address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if found.version == 4:
        return ".".join([*str(found).split(".")[:2], "*", "*"])
    return ":".join([*found.exploded.split(":")[:2], "*"])


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for pattern, name in names if re.search(pattern, user_agent)), "")
