"""Make a backup, check one, begin from one."""

import os
import shutil
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from portal.config.backup import archive, media, postgres, sqlite
from portal.config.backup.archive import Manifest, fingerprint
from portal.config.backup.errors import BackupError

KEY_SETTINGS = ("FIELD_KEYS", "POLL_KEYS")
Keys = dict[str, list[str]]
Bar = Callable[[str, int], archive.Told]
"""Given what is done and how many bytes it is, whom to tell about progress."""


def _engine(vendor: str) -> ModuleType:
    return {"postgresql": postgres, "sqlite": sqlite}[vendor]


def _version() -> str:
    try:
        return version("linli")
    except PackageNotFoundError:
        return "unreleased"


def write_backup(
    connection: BaseDatabaseWrapper, media_root: Path, folder: Path, *, keys: Keys, now: datetime, bar: Bar
) -> Manifest:
    """Write `folder`, which must not exist; it appears only when it is whole. Database first, then media.

    Readable for its owner alone: it holds personal data. Raises BackupError.
    """
    folder = folder.absolute()
    if folder.exists():
        raise BackupError(f"{folder} exists already; name a new folder.")
    if folder.is_relative_to(media_root.absolute()):
        raise BackupError("A backup inside the media folder would back itself up; name another folder.")
    draft = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    try:
        tables = _engine(connection.vendor).save(connection, draft / archive.DATABASE)
        sums = media.save(media_root, draft, bar("media", media.size(media_root)))
        manifest = Manifest(
            format=archive.FORMAT,
            version=_version(),
            made_at=now.isoformat(),
            engine=connection.vendor,
            migrations=sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations()),
            tables=tables,
            media=len(sums),
            keys={name: [fingerprint(key) for key in listed] for name, listed in keys.items()},
        )
        manifest.write(draft)
        for name in (archive.MANIFEST, archive.DATABASE):
            sums[name] = archive.digest(draft / name, bar(name, (draft / name).stat().st_size))
        archive.write_sums(draft, sums)
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return manifest


def write_keys(file: Path, folder: Path, keys: Keys) -> None:
    """Write the keys as lines of an environment file, readable for its owner alone. Raises BackupError where it exists.

    Never inside the backup: whoever has both can tie secret votes to people until certification.
    """
    file = file.absolute()
    if file.is_relative_to(folder.absolute()):
        raise BackupError("Keys do not go into the backup they open; name a file elsewhere.")
    try:
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BackupError(f"{file} exists already; name a new file for the keys.") from None
    except OSError as error:
        raise BackupError(f"The keys cannot be written to {file}: {error.strerror}.") from None
    with os.fdopen(opened, "w", encoding="utf-8") as writing:
        writing.writelines(f"{name}={','.join(listed)}\n" for name, listed in keys.items())


def check_backup(folder: Path, *, bar: Bar) -> Manifest:
    """The manifest of a backup that is whole and whose database can be read. Raises BackupError."""
    manifest = archive.verify(folder, bar("check", archive.size(folder) if folder.is_dir() else 0))
    _engine(manifest.engine).check(folder / archive.DATABASE)
    return manifest


def restore_backup(
    connection: BaseDatabaseWrapper, media_root: Path, folder: Path, *, keys: Keys, emptying: bool, bar: Bar
) -> Manifest:
    """Begin from a backup: everything is checked first, then the database follows in one step, then the media.

    `keys` are those of now; with none given they are not compared. Raises BackupError: where there is something
    already and not `emptying`, where the backup is spoiled, newer than this version, for another engine, or needs keys
    that are not here. Database and media are then as they were.
    """
    manifest = check_backup(folder, bar=bar)
    engine = _engine(manifest.engine)
    if manifest.engine != connection.vendor:
        raise BackupError(f"The backup is of {manifest.engine}, and DATABASE_URL names {connection.vendor}.")
    _refuse_unknown_migrations(manifest)
    _refuse_missing_keys(manifest, keys)
    if not emptying and (engine.tables(connection) or media.contents(media_root)):
        raise BackupError("There is something here already. To throw it away and begin from the backup: --force-empty")
    sums = archive.read_sums(folder)
    try:
        media.stage(folder, media_root, sums, bar("media", archive.size(folder)))
        engine.load(connection, folder / archive.DATABASE, manifest.tables, emptying=emptying)
    except BaseException:
        media.discard(media_root)
        raise
    media.swap(media_root)
    return manifest


def younger_migrations(manifest: Manifest) -> int:
    """How many migrations this version has that the backup had not run."""
    ran = {(app, name) for app, name in manifest.migrations}
    return len(MigrationLoader(None).graph.nodes.keys() - ran)


def _refuse_unknown_migrations(manifest: Manifest) -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = set(loader.disk_migrations) | {old for each in loader.disk_migrations.values() for old in each.replaces}
    if unknown := sorted((app, name) for app, name in manifest.migrations if (app, name) not in known):
        app, name = unknown[0]
        raise BackupError(
            f"The backup was made by a newer version: {len(unknown)} migrations are unknown here, {app}.{name} first."
        )


def _refuse_missing_keys(manifest: Manifest, keys: Keys) -> None:
    for name, listed in keys.items():
        here = {fingerprint(key) for key in listed}
        if lacking := [mark for mark in manifest.keys.get(name, []) if mark not in here]:
            raise BackupError(
                f"{name} lacks {len(lacking)} of the keys that this backup was made with: what they sealed could not "
                "be read. Put them back first, or go on without them: --without-keys"
            )
