from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from portal.config.backup.errors import BackupError
from portal.config.backup.making import KEY_SETTINGS, check_backup, write_backup, write_keys
from portal.config.backup.progress import Bars
from portal.core import clock


class Command(BaseCommand):
    help = "Back up database and media into a new folder: backup DIR [--keys FILE]; read one again: backup check DIR."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="+", metavar="[check] DIR", help="the folder; after `check`, read only")
        parser.add_argument("--keys", type=Path, metavar="FILE", help="write the encryption keys to a file elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        words = options["folder"]
        checking = len(words) == 2 and words[0] == "check"
        if len(words) != 1 and not checking:
            raise CommandError("Name one folder: backup DIR, or backup check DIR.")
        folder = Path(words[-1])
        try:
            with Bars(shown=options["verbosity"] > 0) as bar:
                if checking:
                    made = check_backup(folder, bar=bar)
                else:
                    keys = {name: getattr(settings, name) for name in KEY_SETTINGS}
                    if options["keys"]:
                        write_keys(options["keys"], folder, keys)
                    root = Path(settings.MEDIA_ROOT)
                    made = write_backup(connection, root, folder, keys=keys, now=clock.now(), bar=bar)
        except BackupError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"This cannot go on: {error}") from None
        rows = sum(made.tables.values())
        what = "whole" if checking else "written"
        self.stdout.write(f"{folder}: {what}, {len(made.tables)} tables with {rows} rows, of {made.made_at}")
