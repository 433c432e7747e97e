"""Which thing's page an address of this site is, so that an app can open a page of its own for it instead."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from portal.core.ports import Registry


@dataclass(frozen=True)
class Target:
    """`kind` says what to open, such as "proposal" or "vote"; `code` is the short code of the thing it belongs to."""

    kind: str
    code: str


page_targets: Registry[tuple[str, str]] = Registry("targets of addresses")
"""By the name of a URL pattern: (kind, the parameter with the code)."""


def target_of(address: str) -> Target | None:
    """What `address` is a page of; None for "", another site's address, and a page of no one thing. No query."""
    try:
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            return None
        found = resolve(parts.path)
    except (ValueError, Resolver404):
        return None
    if found.view_name not in page_targets:
        return None
    kind, parameter = page_targets.get(found.view_name)
    return Target(kind, found.kwargs[parameter])
