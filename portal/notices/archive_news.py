"""That somebody's data are ready to be fetched."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.notices.actions import notify
from portal.notices.enums import Importance
from portal.notices.ports import Fields, NoticeKind

READY = "notices.archive_ready"


def tell_archive_ready(archive: Any, now: datetime) -> None:
    """Once for each archive."""
    until = timezone.localtime(archive.expires_at).strftime("%Y-%m-%d")
    notify(
        kind=READY,
        recipients=[archive.user_id],
        subject=archive.code,
        event="ready",
        fields={"until": until},
        url=reverse("accounts:data"),
        now=now,
    )


def _body(fields: Fields) -> str:
    return _("You can download them until %(until)s; then the file is deleted.") % fields


ready_kind = NoticeKind(
    key=READY,
    label=gettext_lazy("My data are ready"),
    importance=Importance.IMPORTANT,
    title=lambda fields: _("Your data are ready"),
    body=_body,
    channels=(),
)
