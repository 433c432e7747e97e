"""What surrounds every page: its name, the ways into the rooms, who answers for it, and how it is worn."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site
from wagtail.views import serve

from portal.core.models import SiteShell
from portal.core.ports import Registry

unread: Registry[Callable[[Any], bool]] = Registry("unread marks")
"""Tells whether something waits unread for a signed-in user; asked once a page, so one query at most."""

ROOMS = (
    (_("Proposals"), "/proposals/"),
    (_("Councils"), "/councils/"),
    (_("Volunteers"), "/volunteers/"),
    (_("Disclosure"), "/disclosure/"),
)
ELDER_COOKIE = "mode"
SETTING_SECONDS = 30


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
    """Two queries every 30 seconds (setting, pages in menus), and those of the unread marks for who is signed in."""
    found = Site.find_for_request(request)
    setting, listed = _set_up(found)
    user = getattr(request, "user", None)
    return Shell(
        setting=setting,
        navigation=_navigation(setting, listed, request.path),
        embedded=getattr(request, "embedded", False),
        unread=bool(user and user.is_authenticated and any(ask(user) for ask in unread)),
    )


def forget_setting(**_signal: Any) -> None:
    """For signals: have the next page read what is set and which pages stand in menus (as `sites.forget_site` does)."""
    keys = [_key(pk) for pk in Site.objects.values_list("pk", flat=True)]
    cache.delete_many(keys)
    transaction.on_commit(lambda: cache.delete_many(keys))


def is_room(path: str) -> bool:
    """Whether a room answers at `path`, rather than the page tree (which is asked last and may have nothing there)."""
    try:
        return resolve(path).func is not serve
    except Resolver404:
        return False


def _label(way: Any) -> str:
    english = (get_language() or "").startswith("en")
    return (way["label_en"] if english else "") or way["label"]


def _key(site_pk: int) -> str:
    return f"core.shell.{site_pk}"


def _set_up(found: Site | None) -> tuple[SiteShell, list[tuple[str, str]]]:
    """The site's setting and its pages in menus: the same for everybody, so kept for 30 seconds."""
    if not found:
        return SiteShell.for_reading(None), []
    known: tuple[SiteShell, list[tuple[str, str]]] | None = cache.get(_key(found.pk))
    if known is None:
        known = SiteShell.for_reading(found), _in_menus(found)
        cache.set(_key(found.pk), known, SETTING_SECONDS)
    return known


def _in_menus(found: Site) -> list[tuple[str, str]]:
    """The pages right beneath the home page that editors show in menus."""
    home = found.root_page
    pages = home.get_children().live().in_menu()
    return [(page.title, "/" + page.url_path.removeprefix(home.url_path)) for page in pages]


def _navigation(setting: SiteShell, listed: list[tuple[str, str]], here: str) -> list[Way]:
    chosen = [(_label(block.value), block.value["path"]) for block in setting.navigation]
    rooms = [(str(label), path) for label, path in ROOMS if is_room(path)]
    entries = chosen or [(gettext("Home"), "/"), *rooms, *listed, (gettext("Coming soon"), "/coming/")]
    nearest = max((path for _text, path in entries if here.startswith(path)), key=len, default="")
    return [Way(label, path, path == nearest and (path != "/" or here == "/")) for label, path in entries]
