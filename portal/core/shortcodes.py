"""Short addresses /s/<code> for posters, cards and chat groups; each room says where its codes lead."""

from collections.abc import Callable

from portal.core.errors import Hidden
from portal.core.ports import Registry

Lookup = Callable[[str], str | None]
short_codes: Registry[Lookup] = Registry("short codes")


def address_for(code: str) -> str:
    """The path behind a short code; raises Hidden where no room knows it."""
    for lookup in short_codes:
        path = lookup(code)
        if path:
            return path
    raise Hidden
