"""The folder itself: a manifest, the database, the media, and SHA256SUMS over all of them.

    manifest.json   what is inside, from which version, with how many rows a table
    database        pg_dump's custom format, or a SQLite file
    media/          MEDIA_ROOT as it was
    SHA256SUMS      as sha256sum writes it, so that a backup can be checked without this program

Digests find what a disk or a transfer spoiled. They do not prove who made the backup.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from portal.config.backup.errors import BackupError

FORMAT = 1
MANIFEST, DATABASE, MEDIA, SUMS = "manifest.json", "database", "media", "SHA256SUMS"
CHUNK = 1024 * 1024
Told = Callable[[int], object]
"""Is told how many more bytes are done."""


@dataclass(frozen=True)
class Manifest:
    """`tables` counts rows by table, `media` files; `keys` are fingerprints by setting, never keys."""

    format: int
    version: str
    made_at: str
    engine: str
    migrations: list[list[str]]
    tables: dict[str, int]
    media: int
    keys: dict[str, list[str]]

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Raises BackupError for what is no manifest, or one of a format that this version does not know."""
        try:
            found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            if found["format"] != FORMAT:
                raise BackupError(f"The backup has format {found['format']}; this version reads format {FORMAT}.")
            manifest = cls(**found)
            datetime.fromisoformat(manifest.made_at)
        except FileNotFoundError:
            raise BackupError(f"{folder} is no backup: {MANIFEST} is missing.") from None
        except (ValueError, TypeError, KeyError) as error:
            raise BackupError(f"{folder / MANIFEST} cannot be read: {error}.") from None
        return manifest


def fingerprint(key: str) -> str:
    """Sixteen hex digits that tell keys apart and do not give them away: keys are random and 256 bits long."""
    return hashlib.sha256(b"linli key " + key.encode()).hexdigest()[:16]


def files(folder: Path) -> Iterator[Path]:
    """Every file below, in a fixed order. Raises BackupError at a symbolic link: it leads out of the folder."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            raise BackupError(f"{path} is a symbolic link; a backup holds files alone.")
        if path.is_file():
            yield path


def digest(path: Path, told: Told) -> str:
    found = hashlib.sha256()
    with path.open("rb") as opened:
        while chunk := opened.read(CHUNK):
            found.update(chunk)
            told(len(chunk))
    return found.hexdigest()


def copy(source: Path, target: Path, told: Told) -> str:
    """Copy a file and return the digest of what was read."""
    found = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as reading, target.open("xb") as writing:
        while chunk := reading.read(CHUNK):
            found.update(chunk)
            writing.write(chunk)
            told(len(chunk))
    return found.hexdigest()


def write_sums(folder: Path, sums: dict[str, str]) -> None:
    lines = [f"{value}  {name}\n" for name, value in sorted(sums.items())]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def read_sums(folder: Path) -> dict[str, str]:
    """Digest by file; raises BackupError for lines of any other shape and for names that lead out of the folder."""
    try:
        text = (folder / SUMS).read_text(encoding="utf-8")
    except (FileNotFoundError, UnicodeDecodeError):
        raise BackupError(f"{folder} is no backup: {SUMS} is missing or spoiled.") from None
    sums = {}
    for line in text.splitlines():
        value, gap, name = line.partition("  ")
        if len(value) != 64 or not gap or Path(name).is_absolute() or ".." in Path(name).parts:
            raise BackupError(f"{folder / SUMS} is spoiled at: {line[:80]}")
        sums[name] = value
    return sums


def size(folder: Path) -> int:
    """Bytes of all files below."""
    return sum(path.stat().st_size for path in files(folder))


def verify(folder: Path, told: Told) -> Manifest:
    """The manifest, after every file was read and found as it was written.

    Raises BackupError naming the first file that is missing, changed, or was never part of the backup.
    """
    sums = read_sums(folder)
    there = {str(path.relative_to(folder)): path for path in files(folder)} if folder.is_dir() else {}
    there.pop(SUMS, None)
    for name in (MANIFEST, DATABASE, *sums):
        if name not in there or name not in sums:
            raise BackupError(f"The backup is not whole: {name} is missing.")
    if strange := sorted(there.keys() - sums.keys()):
        raise BackupError(f"{strange[0]} was not part of this backup.")
    for name, value in sums.items():
        if digest(there[name], told) != value:
            raise BackupError(f"{name} is not what was backed up: its digest differs.")
    manifest = Manifest.read(folder)
    if (found := len(sums) - len((MANIFEST, DATABASE))) != manifest.media:
        raise BackupError(f"The backup is not whole: it was made with {manifest.media} media files and has {found}.")
    return manifest
