"""Every word on a screen is there in Chinese: each room's catalogue is complete, current and compiled.

Usage: check_words.py [--write] ROOM…   --write reads the words anew and compiles instead of comparing. Needs gettext.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES")
READ = ["-m", "django", "makemessages", "-l", "zh_Hans", "--no-obsolete", "--no-wrap", "--no-location", "-v0"]
DATES = re.compile(r'^"(POT-Creation-Date|PO-Revision-Date):.*\n', re.MULTILINE)


def read_anew(room: Path) -> None:
    """Merge the words of `room`'s code and templates into its catalogue, without dates, so that it is stable."""
    # A deliberately empty environment: makemessages needs no settings, and must not read the demo's.
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    (room / CATALOGUE).mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, *READ], cwd=room, env=environment, check=True)
    catalogue = room / CATALOGUE / "django.po"
    if catalogue.exists():
        catalogue.write_text(DATES.sub("", catalogue.read_text("utf-8")), "utf-8")


def compiled(catalogue: Path) -> bytes:
    """The catalogue as gettext reads it; raises CalledProcessError with msgfmt's own words where it is broken."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "django.mo"
        subprocess.run(["msgfmt", "--check", "-o", target, catalogue], check=True)
        return target.read_bytes()


def complaints(room: Path) -> list[str]:
    """What is missing in one room, a sentence each."""
    catalogue = room / CATALOGUE / "django.po"
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / room.name
        shutil.copytree(room, copy, ignore=shutil.ignore_patterns("__pycache__"))
        read_anew(copy)
        fresh = copy / CATALOGUE / "django.po"
        if not fresh.exists():
            return []
        if not catalogue.exists():
            return [f"{room}: no catalogue; run make messages"]
        found = [f"{catalogue}: {words}" for words in _unfinished(fresh)]
        if fresh.read_text("utf-8") != DATES.sub("", catalogue.read_text("utf-8")):
            found.append(f"{catalogue}: not what code and templates say; run make messages")
    if not catalogue.with_suffix(".mo").exists() or compiled(catalogue) != catalogue.with_suffix(".mo").read_bytes():
        found.append(f"{catalogue}: not compiled since it changed; run make messages")
    return found


def _unfinished(catalogue: Path) -> list[str]:
    found = []
    for kind in ("--untranslated", "--only-fuzzy"):
        answer = subprocess.run(
            ["msgattrib", kind, "--no-obsolete", "--no-wrap", catalogue],
            check=True,
            capture_output=True,
            text=True,
        )
        words = re.findall(r'^msgid "(.+)"$', answer.stdout, re.MULTILINE)
        found += [f"{kind.removeprefix('--').removeprefix('only-')}: {word}" for word in words]
    return found


def main(arguments: list[str]) -> int:
    rooms = [Path(argument) for argument in arguments if not argument.startswith("--")]
    if shutil.which("msgfmt") is None:
        print("words: gettext is not installed here, so nothing was compared")
        return 1 if os.environ.get("REQUIRE_SERVICES") else 0
    if "--write" in arguments:
        for room in rooms:
            read_anew(room)
            catalogue = room / CATALOGUE / "django.po"
            if catalogue.exists():
                catalogue.with_suffix(".mo").write_bytes(compiled(catalogue))
        return 0
    found = [complaint for room in rooms for complaint in complaints(room)]
    print("\n".join(found) or f"words: {len(rooms)} catalogues are complete, current and compiled")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
