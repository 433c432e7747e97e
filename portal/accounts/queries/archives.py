from datetime import datetime
from typing import Any

from portal.accounts.models import DataArchive
from portal.core.errors import Hidden
from portal.core.passes import lets_in, pass_for

SCOPE = "accounts.archive"


def archive_of(user: Any, now: datetime) -> DataArchive | None:
    """The archive that is being made for `user` or can be fetched. One query."""
    latest = DataArchive.objects.filter(user=user.pk).first()
    return latest if latest is not None and (latest.ready_at is None or latest.is_there(now)) else None


def archive_to_fetch(code: str, user: Any, given: str, now: datetime) -> DataArchive:
    """A ready archive for its owner, or for who holds a pass for it. Raises Hidden, also once its week is over."""
    found = DataArchive.objects.filter(code=code).first()
    if found is None or not found.is_there(now):
        raise Hidden
    if found.user_id != user.pk and not lets_in(given, SCOPE, code):
        raise Hidden
    return found


def pass_of(archive: DataArchive) -> str:
    """What lets its owner's app fetch it for the next hour or two."""
    return pass_for(SCOPE, archive.code)
