"""Every word that Wagtail shows staff is there in Chinese: in its own catalogue, else in ours (portal/config/borrowed).

Usage: check_borrowed_words.py [--compile]. Ours holds what Wagtail lacks and nothing else. Needs gettext.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import wagtail

OURS = Path("portal/config/borrowed/locale/zh_Hans/LC_MESSAGES/django.po")
Key = tuple[str, str]


def words(catalogue: Path, *, translated: bool) -> Iterator[Key]:
    """(context, msgid) of each entry of a catalogue, or of each that is translated and not fuzzy."""
    attributes = ["--translated", "--no-fuzzy", "--no-obsolete"] if translated else ["--no-obsolete"]
    command = ["msgattrib", "--no-wrap", *attributes, str(catalogue)]
    context, collecting, parts = "", "", dict[str, str]()
    for line in [*subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines(), ""]:
        if not line.strip():
            if parts.get("msgid"):
                yield parts.get("msgctxt", context), parts["msgid"]
            parts, collecting = {}, ""
        elif line.startswith('"'):
            parts[collecting] = parts.get(collecting, "") + line[1:-1]
        elif not line.startswith("#"):
            collecting, text = line.split(" ", 1)
            parts[collecting] = text[1:-1]


def lacking() -> set[Key]:
    """What Wagtail's English catalogues ask for and its Chinese ones do not translate."""
    found: set[Key] = set()
    for english in Path(wagtail.__file__).parent.glob("**/locale/en/LC_MESSAGES/django.po"):
        chinese = english.parents[2] / "zh_Hans/LC_MESSAGES/django.po"
        there = set(words(chinese, translated=True)) if chinese.is_file() else set()
        found |= set(words(english, translated=False)) - there
    return found


def compiled() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "django.mo"
        subprocess.run(["msgfmt", "--check", "-o", target, OURS], check=True)
        return target.read_bytes()


def main() -> int:
    if "--compile" in sys.argv:
        OURS.with_suffix(".mo").write_bytes(compiled())
    wanted, ours = lacking(), set(words(OURS, translated=True))
    found = [f"{OURS}: missing: {context} {words}" for context, words in sorted(wanted - ours)]
    found += [f"{OURS}: not asked for any more: {context} {words}" for context, words in sorted(ours - wanted)]
    if OURS.with_suffix(".mo").read_bytes() != compiled():
        found.append(f"{OURS}: not compiled since it changed; --compile does it")
    print("\n".join(found) or f"borrowed words: {len(ours)} that Wagtail lacks in Chinese")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
