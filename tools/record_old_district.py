"""Record the demo district as an earlier commit made it, for the test that brings it up to now.

    python tools/record_old_district.py COMMIT

Takes the commit's tree, has it make and fill a SQLite database with the packages of now, and writes every row to
tests/config/upgrades/DATE.jsonl.xz: a line of where it comes from and which migrations had run, then one a table with
its columns and rows. What only one engine keeps (the full-text tables of SQLite) is left out.
"""

import base64
import json
import lzma
import os
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RECORDS = ROOT / "tests" / "config" / "upgrades"
OF_ONE_ENGINE = ("sqlite_", "wagtailsearch_")


def git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout


def filled_database(commit: str, folder: Path) -> Path:
    """The SQLite file that the demo of `commit` begins with."""
    with tarfile.open(fileobj=BytesIO(git("archive", commit))) as tree:
        tree.extractall(folder / "tree", filter="data")
    settings = {"DJANGO_SETTINGS_MODULE": "portal.config.settings.demo", "STATE_DIR": str(folder / "state")}
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    command = [sys.executable, "manage.py", "load_demo", "--migrate"]
    subprocess.run(command, cwd=folder / "tree", env=kept | settings, check=True)
    return folder / "state" / "demo.sqlite3"


def plain(value: Any) -> Any:
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def lines(database: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """One entry a table, by name."""
    names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    for (name,) in names:
        if name.startswith(OF_ONE_ENGINE):
            continue
        rows = database.execute(f'SELECT * FROM "{name}"')  # noqa: S608
        columns = [column[0] for column in rows.description]
        yield {"table": name, "columns": columns, "rows": [[plain(value) for value in row] for row in rows]}


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    commit = sys.argv[1]
    date = git("log", "-1", "--format=%cs", commit).decode().strip()
    with tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(filled_database(commit, Path(folder)))
        ran = database.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
        entries = [{"commit": git("rev-parse", commit).decode().strip(), "migrations": ran}, *lines(database)]
    text = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
    RECORDS.mkdir(exist_ok=True)
    target = RECORDS / f"{date}.jsonl.xz"
    target.write_bytes(lzma.compress(text.encode(), preset=9))
    print(f"{target.relative_to(ROOT)}: {len(entries) - 1} tables, {target.stat().st_size // 1024} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
