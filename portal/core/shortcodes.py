"""Short addresses /s/<code> for posters, cards and chat groups; each room says where its codes lead."""

import io
from collections.abc import Callable

import segno

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


def qr_svg(text: str) -> str:
    """`text` as a QR code: an <svg> that takes the size it is given, readable with 15 % of it torn off."""
    drawing = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawing, kind="svg", border=4, dark="#1f1c18", light="#fff", omitsize=True, xmldecl=False, nl=False
    )
    return drawing.getvalue().decode()
