"""One's data as an archive: asked for, put together by a task, fetched within a week, then deleted."""

import json
import tempfile
import zipfile
from datetime import datetime, timedelta
from functools import partial
from typing import IO, Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from portal.accounts.actions.leave import export_person
from portal.accounts.consents import text_of
from portal.accounts.models import Consent, DataArchive, User
from portal.accounts.ports import archive_ready
from portal.accounts.rules import require_signed_in
from portal.core import audit, outbox
from portal.core.personal_data import personal_data

TOPIC = "accounts.archive"
KEPT = timedelta(days=7)
PIECE = 1024 * 1024
README = """\
您的数据 / Your data

my-data.json   这里保存的关于您的全部文字，按栏目分列。
               Everything in words that is kept about you, by room.
consents.txt   您同意过的每一版说明的原文，何时同意、何时收回。
               The very words of everything you agreed to, and when.
files/         您上传的照片和录音。
               Pictures and recordings that you sent.

文件在网站上保留七天，之后自动删除。请自己保管好。
The site keeps this file for seven days. Please keep your copy safe.
《个人信息保护法》第四十五条 / PIPL Art. 45
"""


@transaction.atomic
def ask_for_archive(*, actor: Any, now: datetime) -> DataArchive:
    """Have one's data put together. One that is being made, or still there, is given back. Raises SignInNeeded."""
    require_signed_in(actor)
    user = User.objects.select_for_update().get(pk=actor.pk)
    latest = user.data_archives.first()
    if latest is not None and (latest.ready_at is None or latest.is_there(now)):
        return latest
    archive = DataArchive.objects.create(user=user, asked_at=now)
    outbox.add(TOPIC, key=archive.code)
    audit.record("accounts.ask_for_archive", user, user)
    return archive


def make_archive(*, code: str, now: datetime) -> DataArchive | None:
    """Put an archive together, outside any transaction and file by file; doing it again is harmless.

    None where the person has left meanwhile, or it is ready already.
    """
    archive = DataArchive.objects.select_related("user").filter(code=code, ready_at=None).first()
    if archive is None:
        return None
    with tempfile.TemporaryFile() as packed:
        _pack(packed, archive.user, now)
        packed.seek(0)
        return _keep(archive, File(packed), now)


@transaction.atomic
def forget_archives(*, before: datetime) -> int:
    """Delete what was ready at `before` or earlier, file and row; how many."""
    over = list(DataArchive.objects.filter(ready_at__lte=before))
    for archive in over:
        transaction.on_commit(partial(archive.file.storage.delete, archive.file.name))
        archive.delete()
    return len(over)


def _keep(archive: DataArchive, packed: File, now: datetime) -> DataArchive | None:
    archive.file.save("data.zip", packed, save=False)
    with transaction.atomic():
        kept = DataArchive.objects.select_for_update().filter(pk=archive.pk, ready_at=None).first()
        if kept is None:
            transaction.on_commit(partial(archive.file.storage.delete, archive.file.name))
            return None
        kept.file, kept.ready_at, kept.expires_at = archive.file.name, now, now + KEPT
        kept.save()
        for tell in archive_ready:
            tell(kept, now)
    return kept


def _pack(packed: IO[bytes], user: User, now: datetime) -> None:
    data = export_person(actor=user, now=now)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README)
        archive.writestr("my-data.json", json.dumps(data, ensure_ascii=False, indent=2))
        archive.writestr("consents.txt", _consents(user))
        for room in personal_data.names():
            for each in personal_data.get(room).files(user):
                _add(archive, f"files/{room}/{each.name}", each.file)


def _add(archive: zipfile.ZipFile, name: str, file: Any) -> None:
    """Piece by piece, so that no file is whole in memory. One that is gone from the disk is named as missing."""
    try:
        source = file.storage.open(file.name, "rb")
    except FileNotFoundError:
        archive.writestr(f"{name}.missing.txt", "文件已不在 / The file is gone")
        return
    with source, archive.open(name, "w") as target:
        while piece := source.read(PIECE):
            target.write(piece)


def _consents(user: User) -> str:
    told = []
    for line in Consent.objects.filter(user=user).order_by("at", "id"):
        text = text_of(line.kind, line.version)
        at = timezone.localtime(line.at).strftime("%Y-%m-%d %H:%M")
        what = "同意 / agreed" if line.given else "收回 / taken back"
        words = f"{text.title}\n{text.text}" if text is not None else "（原文不在这里 / the words are not here）"
        told.append(f"{at}  {what}  {line.get_kind_display()}  {line.version}\n{words}\n")
    return "\n".join(told) or "（没有 / none）\n"
