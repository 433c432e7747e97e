import os
import sqlite3
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.migrations.loader import MigrationLoader

from portal.config.demo.schema import RECORD, recorded_migrations, statements

ROOT = Path(__file__).resolve().parents[4]


class Command(BaseCommand):
    help = "Record the schema that the demo's SQLite database begins with; --check says whether the record is current."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail where a migration is missing from the record")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            self._check()
            return
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "migrated.sqlite3"
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "-v0"],
                cwd=ROOT,
                env=os.environ | {"DATABASE_URL": f"sqlite:///{file}"},
                check=True,
            )
            with sqlite3.connect(file) as migrated:
                # When it was recorded is nobody's concern, and would change every line with each record.
                migrated.execute("UPDATE django_migrations SET applied = '2026-01-01 00:00:00'")
                text = "\n".join(statements(migrated))
        RECORD.write_text(text + "\n", encoding="utf-8")
        self.stdout.write(f"{RECORD.name}: {text.count(chr(10)) + 1} lines")

    def _check(self) -> None:
        known = {key for key in MigrationLoader(None).graph.nodes if key[0] != "__first__"}
        if missing := sorted(known - recorded_migrations()):
            app, name = missing[0]
            raise CommandError(f"schema.sql lacks {len(missing)} migrations, {app}.{name} first; run make schema")
        self.stdout.write("schema.sql holds every migration")
