from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from portal.config.backup.errors import BackupError
from portal.config.backup.making import KEY_SETTINGS, restore_backup, younger_migrations
from portal.config.backup.progress import Bars


class Command(BaseCommand):
    help = "Begin from a backup that `manage.py backup` made. Stop the site, the worker and beat first."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--force-empty", action="store_true", help="throw away database and media of now")
        parser.add_argument("--without-keys", action="store_true", help="go on though keys are missing")

    def handle(self, *args: Any, **options: Any) -> None:
        keys = {} if options["without_keys"] else {name: getattr(settings, name) for name in KEY_SETTINGS}
        folder, emptying = options["folder"], options["force_empty"]
        try:
            with Bars(shown=options["verbosity"] > 0) as bar:
                root = Path(settings.MEDIA_ROOT)
                made = restore_backup(connection, root, folder, keys=keys, emptying=emptying, bar=bar)
        except BackupError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"This cannot go on: {error}") from None
        rows = sum(made.tables.values())
        self.stdout.write(f"restored {len(made.tables)} tables with {rows} rows, of {made.made_at}")
        if younger := younger_migrations(made):
            self.stdout.write(f"The backup is of an earlier version: run manage.py migrate ({younger} migrations).")
