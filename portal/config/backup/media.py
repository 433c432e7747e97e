"""MEDIA_ROOT in and out. It may be a mounted volume, so that only what lies inside it is moved, never itself."""

import shutil
from pathlib import Path

from portal.config.backup import archive
from portal.config.backup.errors import BackupError

STAGED, REPLACED = ".restoring", ".replaced"


def contents(root: Path) -> list[Path]:
    """What lies in the media folder, but for what an earlier restore left there."""
    if not root.is_dir():
        return []
    return sorted(path for path in root.iterdir() if path.name not in (STAGED, REPLACED))


def size(root: Path) -> int:
    return sum(archive.size(each) if each.is_dir() else each.stat().st_size for each in contents(root))


def save(root: Path, folder: Path, told: archive.Told) -> dict[str, str]:
    """Copy all media into the backup; digests by name in the backup. A file that goes meanwhile is left out."""
    sums = {}
    for entry in contents(root):
        for path in archive.files(entry) if entry.is_dir() else [entry]:
            name = Path(archive.MEDIA) / path.relative_to(root)
            try:
                sums[str(name)] = archive.copy(path, folder / name, told)
            except FileNotFoundError:
                (folder / name).unlink(missing_ok=True)
    return sums


def stage(folder: Path, root: Path, sums: dict[str, str], told: archive.Told) -> None:
    """Copy the backup's media beside the media of now. Raises BackupError where a copy is not what the backup held."""
    root.mkdir(parents=True, exist_ok=True)
    discard(root)
    (root / STAGED).mkdir()
    for name, value in sums.items():
        parts = Path(name).parts
        if (
            parts[0] == archive.MEDIA
            and archive.copy(folder / name, (root / STAGED).joinpath(*parts[1:]), told) != value
        ):
            raise BackupError(f"{name} changed while it was copied.")


def discard(root: Path) -> None:
    """Forget what was staged."""
    shutil.rmtree(root / STAGED, ignore_errors=True)


def swap(root: Path) -> None:
    """Let the staged media take the place of the media of now: renames alone, which take no time."""
    replaced = root / REPLACED
    shutil.rmtree(replaced, ignore_errors=True)
    replaced.mkdir()
    for entry in contents(root):
        entry.rename(replaced / entry.name)
    for entry in sorted((root / STAGED).iterdir()):
        entry.rename(root / entry.name)
    shutil.rmtree(root / STAGED)
    shutil.rmtree(replaced)
