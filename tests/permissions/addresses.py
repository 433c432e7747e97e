"""Every address the portal answers, read from the URL configuration itself, so that none can be forgotten."""

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver

from portal.config.api import api


class Address(NamedTuple):
    """One URL pattern: its full name ("room:name") and the names of its parameters."""

    name: str
    route: str
    parameters: tuple[str, ...]


class Operation(NamedTuple):
    """One API operation: method and path template under /api/v1."""

    method: str
    path: str


def _walk(patterns: list, namespace: str, route: str, parameters: tuple[str, ...]) -> Iterator[Address]:
    for entry in patterns:
        here = route + str(entry.pattern)
        own = parameters + tuple(entry.pattern.converters) + tuple(entry.pattern.regex.groupindex)
        own = tuple(dict.fromkeys(own))
        if isinstance(entry, URLResolver):
            inner = ":".join(part for part in (namespace, entry.namespace) if part)
            yield from _walk(entry.url_patterns, inner, here, own)
        elif isinstance(entry, URLPattern):
            name = entry.name or f"<{entry.callback.__module__}.{entry.callback.__qualname__}>"
            yield Address(":".join(part for part in (namespace, name) if part), here, own)


def site_addresses() -> list[Address]:
    """Every address outside the API, in the order in which Django tries them."""
    found = _walk(get_resolver().url_patterns, "", "", ())
    return [address for address in found if not address.name.startswith("api")]


def api_operations() -> list[Operation]:
    """Every operation of /api/v1, as openapi.json lists them."""
    schema = api.get_openapi_schema()
    return [
        Operation(method.upper(), path)
        for path, methods in schema["paths"].items()
        for method in methods
        if method in {"get", "post", "put", "patch", "delete"}
    ]
