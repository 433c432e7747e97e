"""Throwing the demo away, for a new start."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

PICTURES = ("proposals", "hazards", "original_images", "images", "documents")


def wipe() -> None:
    """An empty, migrated database and no pictures. Raises CommandError outside demo settings."""
    if not settings.DEMO:
        raise CommandError("Only the demo can be emptied. Nothing was changed.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    else:
        file = Path(str(connection.settings_dict["NAME"]))
        connection.close()
        for part in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
            part.unlink(missing_ok=True)
    for folder in PICTURES:
        shutil.rmtree(Path(settings.MEDIA_ROOT) / folder, ignore_errors=True)
    cache.clear()
    call_command("migrate", verbosity=0)
