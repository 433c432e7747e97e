import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from portal.accounts.models import Resident
from portal.config.backup import archive, postgres
from portal.config.backup.errors import BackupError
from portal.config.backup.making import restore_backup, write_backup, write_keys
from portal.core import clock
from tests.config.places import KEYS, empty_database, pictures, quiet, rows

ROOT = Path(__file__).resolve().parents[2]
Empty = tuple[str, BaseDatabaseWrapper]


@pytest.fixture
def folder(lived_in: Path, tmp_path: Path) -> Path:
    """A backup of the lived-in system."""
    write_backup(connection, lived_in, tmp_path / "backup", keys=KEYS, now=clock.now(), bar=quiet)
    return tmp_path / "backup"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Empty]:
    with empty_database(tmp_path, f"linli_restored_{os.getpid()}") as entry:
        yield entry


def restored(empty: Empty, folder: Path, root: Path, *, emptying: bool = False, keys=KEYS) -> None:
    restore_backup(empty[1], root, folder, keys=keys, emptying=emptying, bar=quiet)


def seal_again(folder: Path) -> None:
    """Make the sums fit what was changed on purpose, so that the next guard is the one that is tried."""
    names = {str(path.relative_to(folder)) for path in archive.files(folder)} - {archive.SUMS}
    archive.write_sums(folder, {name: archive.digest(folder / name, lambda done: None) for name in names})


def change_manifest(folder: Path, old: str, new: str) -> None:
    text = (folder / "manifest.json").read_text()
    assert old in text
    (folder / "manifest.json").write_text(text.replace(old, new))
    seal_again(folder)


def test_restore_into_an_empty_system_brings_back_every_row_and_every_file(folder, empty, lived_in, tmp_path):
    restored(empty, folder, tmp_path / "new-media")
    before = rows(connection)
    assert rows(empty[1]) == before
    assert before["accounts_resident"].startswith(f"{Resident.objects.count()} ")
    assert before["proposals_proposal"].startswith("3 ")
    assert pictures(tmp_path / "new-media") == pictures(lived_in)


def test_restored_system_counts_on_where_the_old_one_stopped(folder, empty, tmp_path):
    restored(empty, folder, tmp_path / "new-media")
    ask = {
        "postgresql": "SELECT nextval(pg_get_serial_sequence('accounts_resident', 'id'))",
        "sqlite": "SELECT seq + 1 FROM sqlite_sequence WHERE name = 'accounts_resident'",
    }[connection.vendor]
    with empty[1].cursor() as cursor:
        cursor.execute(ask)
        assert cursor.fetchone()[0] > max(Resident.objects.values_list("pk", flat=True))


def test_commands_back_up_check_and_restore_from_the_shell(lived_in, tmp_path, empty, capsys):
    backup, keys, state = tmp_path / "kept" / "monday", tmp_path / "keys.env", tmp_path / "state"
    call_command("backup", str(backup), keys=keys, verbosity=0)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o700
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    call_command("backup", "check", str(backup), verbosity=0)
    assert "whole" in capsys.readouterr().out
    environment = dict(line.split("=", 1) for line in keys.read_text().splitlines())
    assert environment.keys() == {"FIELD_KEYS", "POLL_KEYS"}
    done = subprocess.run(
        [sys.executable, "-c", RUN, "restore", str(backup)],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": empty[0], "MEDIA": str(state), "DJANGO_SETTINGS_MODULE": SETTINGS},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert rows(empty[1]) == rows(connection)
    assert pictures(state) == pictures(lived_in)


SETTINGS = "portal.config.settings.test"
RUN = """
import os, sys
from pathlib import Path
from django.conf import settings
settings.MEDIA_ROOT = Path(os.environ["MEDIA"])
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", *sys.argv[1:]])
"""


def test_backup_never_holds_keys(lived_in, tmp_path, settings):
    call_command("backup", str(tmp_path / "one"), keys=tmp_path / "keys.env", verbosity=0)
    content = b"".join(path.read_bytes() for path in archive.files(tmp_path / "one"))
    for key in (*settings.FIELD_KEYS, *settings.POLL_KEYS):
        assert key in (tmp_path / "keys.env").read_text()
        assert key.encode() not in content
    with pytest.raises(CommandError, match="do not go into the backup"):
        call_command("backup", str(tmp_path / "two"), keys=tmp_path / "two" / "keys", verbosity=0)


def test_keys_are_never_written_over(tmp_path):
    write_keys(tmp_path / "keys", tmp_path / "backup", KEYS)
    with pytest.raises(BackupError, match="exists already"):
        write_keys(tmp_path / "keys", tmp_path / "backup", {"FIELD_KEYS": []})
    with pytest.raises(BackupError, match="cannot be written"):
        write_keys(tmp_path / "nowhere" / "keys", tmp_path / "backup", KEYS)


@pytest.mark.parametrize("name", ["database", "manifest.json", "media/photos/a.jpg"])
def test_spoiled_backup_is_refused_before_anything_is_touched(folder, empty, tmp_path, name):
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(BackupError, match="digest differs"):
        restored(empty, folder, tmp_path / "new-media")
    assert rows(empty[1]) == {}
    assert not (tmp_path / "new-media").exists()
    with pytest.raises(CommandError, match="digest differs"):
        call_command("backup", "check", str(folder), verbosity=0)


def test_missing_and_strange_files_are_named(folder, empty, tmp_path):
    (folder / "media" / "c").write_bytes(b"c")
    with pytest.raises(BackupError, match="media/c was not part"):
        restored(empty, folder, tmp_path / "new-media")
    (folder / "media" / "c").unlink()
    (folder / "media" / "b").unlink()
    with pytest.raises(BackupError, match="media/b is missing"):
        restored(empty, folder, tmp_path / "new-media")
    (folder / archive.SUMS).write_text(f"{'0' * 64}  ../outside\n")
    with pytest.raises(BackupError, match="spoiled at"):
        restored(empty, folder, tmp_path / "new-media")
    (folder / archive.SUMS).unlink()
    with pytest.raises(BackupError, match="SHA256SUMS is missing"):
        restored(empty, folder, tmp_path / "new-media")


def test_links_do_not_get_into_a_backup(lived_in, tmp_path):
    (lived_in / "link").symlink_to("/etc/passwd")
    (lived_in / "photos" / "link").symlink_to("/etc/passwd")
    with pytest.raises(BackupError, match="symbolic link"):
        write_backup(connection, lived_in, tmp_path / "backup", keys=KEYS, now=clock.now(), bar=quiet)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("backup")] == []


def test_system_with_something_in_it_is_left_alone(folder, empty, lived_in, tmp_path):
    restored(empty, folder, tmp_path / "new-media")
    with pytest.raises(BackupError, match="--force-empty"):
        restored(empty, folder, tmp_path / "new-media")
    with empty[1].cursor() as cursor:
        cursor.execute("UPDATE accounts_resident SET alias = 'changed'")
    (tmp_path / "new-media" / "late").write_bytes(b"late")
    restored(empty, folder, tmp_path / "new-media", emptying=True)
    assert rows(empty[1]) == rows(connection)
    assert pictures(tmp_path / "new-media") == pictures(lived_in)


def test_media_without_a_database_is_something_too(folder, empty, tmp_path):
    (tmp_path / "new-media").mkdir()
    (tmp_path / "new-media" / "old").write_bytes(b"old")
    with pytest.raises(BackupError, match="--force-empty"):
        restored(empty, folder, tmp_path / "new-media")


def test_backup_whose_rows_are_not_those_counted_changes_nothing(folder, empty, tmp_path):
    restored(empty, folder, tmp_path / "new-media")
    before = rows(empty[1]), pictures(tmp_path / "new-media")
    there = Resident.objects.count()
    change_manifest(folder, f'"accounts_resident": {there}', f'"accounts_resident": {there + 1}')
    with pytest.raises(BackupError, match="rows"):
        restored(empty, folder, tmp_path / "new-media", emptying=True)
    assert (rows(empty[1]), pictures(tmp_path / "new-media")) == before


def test_database_that_cannot_be_read_is_refused_whatever_the_sums_say(folder, empty, tmp_path):
    content = bytearray((folder / "database").read_bytes())
    content[:64] = b"\0" * 64
    (folder / "database").write_bytes(content)
    seal_again(folder)
    with pytest.raises(BackupError, match="database in the backup"):
        restored(empty, folder, tmp_path / "new-media")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"format": 1', '"format": 2', "format 2"),
        ('"0001_initial"', '"0001_of_next_year"', "newer version"),
        ('"made_at": "', '"made_at": "x', "cannot be read"),
    ],
)
def test_backup_of_another_version_is_refused(folder, empty, tmp_path, old, new, sentence):
    change_manifest(folder, old, new)
    with pytest.raises(BackupError, match=sentence):
        restored(empty, folder, tmp_path / "new-media")


def test_backup_of_another_engine_is_refused(folder, empty, tmp_path, monkeypatch):
    monkeypatch.setattr(empty[1], "vendor", "another")
    with pytest.raises(BackupError, match="DATABASE_URL names another"):
        restored(empty, folder, tmp_path / "new-media")


def test_restore_asks_for_the_keys_of_the_backup(folder, empty, tmp_path):
    rotated = {"FIELD_KEYS": ["a newer key", *KEYS["FIELD_KEYS"]], "POLL_KEYS": ["another"]}
    with pytest.raises(BackupError, match="POLL_KEYS lacks 1"):
        restored(empty, folder, tmp_path / "new-media", keys=rotated)
    restored(empty, folder, tmp_path / "new-media", keys=rotated | {"POLL_KEYS": ["another", *KEYS["POLL_KEYS"]]})


def test_backup_does_not_overwrite_and_does_not_swallow_itself(folder, lived_in):
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(folder), verbosity=0)
    with pytest.raises(CommandError, match="inside the media folder"):
        call_command("backup", str(lived_in / "backup"), verbosity=0)
    with pytest.raises(CommandError, match="Name one folder"):
        call_command("backup", "one", "two", verbosity=0)


@pytest.mark.postgres
def test_restore_over_a_system_that_is_still_used_gives_up(folder, empty, tmp_path):
    restored(empty, folder, tmp_path / "new-media")
    reader = empty[1].copy()
    with reader.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT count(*) FROM accounts_resident")
        with pytest.raises(BackupError, match="lock timeout"):
            restored(empty, folder, tmp_path / "new-media", emptying=True)
        cursor.execute("ROLLBACK")
    reader.close()
    assert rows(empty[1]) == rows(connection)


def test_folder_that_cannot_be_written_is_said_in_a_sentence(lived_in, tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(CommandError, match="cannot go on"):
        call_command("backup", str(tmp_path / "file" / "backup"), verbosity=0)


def test_backup_cut_off_with_its_list_is_refused(folder, empty, tmp_path):
    """A copy that ended early, whose list of digests was made again by somebody who meant well."""
    (folder / "media" / "b").unlink()
    seal_again(folder)
    with pytest.raises(BackupError, match="3 media files"):
        restored(empty, folder, tmp_path / "new-media")
    assert rows(empty[1]) == {}


@pytest.mark.parametrize("name", ["database", "media/photos/a.jpg"])
def test_truncated_file_is_refused_before_anything_is_touched(folder, empty, tmp_path, name):
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(BackupError, match="digest differs"):
        restored(empty, folder, tmp_path / "new-media")
    assert rows(empty[1]) == {}
    assert not (tmp_path / "new-media").exists()


@pytest.mark.postgres
def test_missing_client_programs_are_named(lived_in, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BackupError, match="postgresql-client"):
        write_backup(connection, lived_in, tmp_path / "backup", keys=KEYS, now=clock.now(), bar=quiet)
    assert not (tmp_path / "backup").exists()


@pytest.mark.postgres
def test_dump_and_counts_are_of_one_moment(lived_in, tmp_path, monkeypatch):
    """Somebody takes all support back between counting and dumping: neither knows of it."""
    counted = postgres._counted

    def take_back(of):
        counts = counted(of)
        other = of.copy()
        with other.cursor() as cursor:
            cursor.execute("DELETE FROM proposals_endorsement")
        other.close()
        return counts

    monkeypatch.setattr(postgres, "_counted", take_back)
    made = write_backup(connection, lived_in, tmp_path / "backup", keys=KEYS, now=clock.now(), bar=quiet)
    assert made.tables["proposals_endorsement"] == 3
    with empty_database(tmp_path, f"linli_moment_{os.getpid()}") as entry:
        restored(entry, tmp_path / "backup", tmp_path / "new-media")
        assert rows(entry[1])["proposals_endorsement"].startswith("3 ")
