"""Building numbers as people write them: 3号楼, 3栋, 3幢; a grid covers 1至6栋 or 1、3、5号楼."""

import re

_ASKED = re.compile(r"(\d{1,3})\s*(?:号楼|栋|幢|号)")
_COVERED = re.compile(r"(\d{1,3})(?:\s*(?:号楼|栋|幢|号)?\s*[至到\-–—~]\s*(\d{1,3}))?")


def building_in(text: str) -> int | None:
    """The building that `text` names; None where it names none."""
    found = _ASKED.search(text)
    return int(found[1]) if found else None


def covers_building(covers: str, number: int) -> bool:
    return any(int(first) <= number <= int(last or first) for first, last in _COVERED.findall(covers))
