"""What surrounds every page: its name, the ways into the rooms, who answers for it, and how it is worn."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site
from wagtail.views import serve

from portal.core.models import SiteShell
from portal.core.ports import Registry

unread: Registry[Callable[[Any], bool]] = Registry("unread marks")
"""Tells whether something waits unread for a signed-in user; asked once a page, so one query at most."""

DEFAULT_NAVIGATION = (
    (_("Home"), "/"),
    (_("Proposals"), "/proposals/"),
    (_("Coming soon"), "/coming/"),
)
ELDER_COOKIE = "mode"


@dataclass(frozen=True)
class Way:
    """One entry of the main navigation."""

    label: str
    path: str
    current: bool


@dataclass(frozen=True)
class Shell:
    """The setting of this site, the navigation for this page, and whether another app's frame surrounds it."""

    setting: SiteShell
    navigation: list[Way]
    embedded: bool
    unread: bool

    @property
    def brand(self) -> str:
        return self.setting.brand or settings.WAGTAIL_SITE_NAME


def elder_mode(request: HttpRequest) -> bool:
    """The choice made on this device; where none was made, the one kept with the account."""
    chosen = request.COOKIES.get(ELDER_COOKIE)
    if chosen:
        return chosen == "elder"
    user = getattr(request, "user", None)
    return bool(user and user.is_authenticated and user.elder_mode)


def shell_of(request: HttpRequest) -> Shell:
    """Two queries at most (site, setting), and those of the unread marks for somebody who is signed in."""
    setting = SiteShell.for_reading(Site.find_for_request(request))
    user = getattr(request, "user", None)
    return Shell(
        setting=setting,
        navigation=_navigation(setting, request.path),
        embedded=getattr(request, "embedded", False),
        unread=bool(user and user.is_authenticated and any(ask(user) for ask in unread)),
    )


def is_room(path: str) -> bool:
    """Whether a room answers at `path`, rather than the page tree (which is asked last and may have nothing there)."""
    try:
        return resolve(path).func is not serve
    except Resolver404:
        return False


def _label(way: Any) -> str:
    english = (get_language() or "").startswith("en")
    return (way["label_en"] if english else "") or way["label"]


def _navigation(setting: SiteShell, here: str) -> list[Way]:
    chosen = [(_label(block.value), block.value["path"]) for block in setting.navigation]
    entries = chosen or [(str(label), path) for label, path in DEFAULT_NAVIGATION if path == "/" or is_room(path)]
    nearest = max((path for _text, path in entries if here.startswith(path)), key=len, default="")
    return [Way(label, path, path == nearest and (path != "/" or here == "/")) for label, path in entries]
