"""Text that people wrote: cleaned once, on the way in."""

import re
import unicodedata

import nh3

_SPACE = re.compile(r"[ \t\f\v]+")
_LINES = re.compile(r"\n{3,}")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f]")


def plain(text: str) -> str:
    """`text` without markup, control characters or direction marks, NFC, runs of blanks and empty lines folded.

    Markup goes with nh3 (an HTML parser), so "<script>" leaves nothing; a lone "<" as in "3 < 5" stays as typed.
    """
    cleaned = nh3.clean(text, tags=set(), clean_content_tags={"script", "style"}) if "<" in text else text
    cleaned = cleaned.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ").replace("&amp;", "&")
    cleaned = unicodedata.normalize("NFC", _INVISIBLE.sub("", cleaned)).replace("\r\n", "\n").replace("\r", "\n")
    return _LINES.sub("\n\n", _SPACE.sub(" ", cleaned)).strip()


def masked(name: str) -> str:
    """王小明 → 王**: the family name and two stars; empty for an empty name."""
    return f"{name[0]}**" if name else ""
