"""Small ES modules that an upper floor adds to pages that can be shared, and the outside scripts they load."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from portal.core.ports import Registry


@dataclass(frozen=True)
class PageModule:
    """`path` among static files; `sources` are whole addresses of scripts that the policy of such a page lets in."""

    path: str
    wanted: Callable[[HttpRequest], bool]
    sources: tuple[str, ...] = ()


page_modules: Registry[PageModule] = Registry("page modules")


def modules_for(request: HttpRequest) -> list[PageModule]:
    """Those wanted on this page; remembered with the request, so that its policy lets their sources in."""
    wanted = [module for module in page_modules if module.wanted(request)]
    request.page_modules = wanted  # type: ignore[attr-defined]
    return wanted


def sources_for(request: HttpRequest) -> list[str]:
    """What the page that was drawn for this request may load from elsewhere."""
    return [source for module in getattr(request, "page_modules", ()) for source in module.sources]
