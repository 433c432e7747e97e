"""The house's sizes and names: files that outgrew their room, names that say nothing, tasks without an issue number."""

import re
import subprocess
import sys
from pathlib import Path

AT_MOST, TESTS_AT_MOST = 450, 700
# Strangers take it along as one file.
UNDIVIDED = {"tools/recount.py"}
EMPTY_NAMES = {"utils.py", "helpers.py", "mixins.py", "services.py", "common.py", "misc.py"}
LOOSE_TASK = re.compile(r"\b(TODO|FIXME|XXX)\b(?!.*#\d)")
LOCAL_PATH = re.compile(r"[\"'= ]/(work|root|home)/[a-z]")


def complaints(path: Path) -> list[str]:
    """What is wrong with one file, a sentence each."""
    found = []
    if path.name in EMPTY_NAMES:
        found.append(f"{path}: name it by what it holds")
    lines = path.read_text(encoding="utf-8").splitlines()
    limit = TESTS_AT_MOST if path.parts[0] in ("tests", "bench") or path.as_posix() in UNDIVIDED else AT_MOST
    if path.suffix == ".py" and len(lines) > limit and "migrations" not in path.parts:
        found.append(f"{path}: {len(lines)} lines, {limit} at most; split it by what it does")
    if path.name != Path(__file__).name:
        for number, line in enumerate(lines, start=1):
            if LOOSE_TASK.search(line):
                found.append(f"{path}:{number}: a task without an issue number")
            if LOCAL_PATH.search(line):
                found.append(f"{path}:{number}: a path of one machine")
    return found


def main() -> int:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], capture_output=True, text=True, check=True
    )
    kept = [Path(name) for name in listed.stdout.splitlines() if name.endswith((".py", ".html", ".js", ".css", ".sh"))]
    found = [complaint for path in kept if path.is_file() for complaint in complaints(path)]
    print("\n".join(found) or f"{len(kept)} files: sizes and names are fine")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
