"""Whoever answers for a resolution is told when it is time to look back on it."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.models import Resolution
from portal.cases.actions.clocks import responsible
from portal.cases.enums import CaseState
from portal.cases.models import Case
from portal.notices.actions import notify
from portal.notices.enums import Importance
from portal.notices.ports import NoticeKind

RESOLUTION_LOOK_BACK = "councils.look_back"


def remind_to_look_back(case: Case, now: datetime) -> None:
    """Tell those who answer for it that six months have passed; nothing where it was looked back on or opened again."""
    resolution = Resolution.objects.filter(case=case, looked_back_at__isnull=True).first()
    if resolution is None or resolution.look_back_on is None or case.state != CaseState.ANSWERED:
        return
    notify(
        kind=RESOLUTION_LOOK_BACK,
        recipients=responsible(case),
        subject=resolution.code,
        event=resolution.look_back_on.isoformat(),
        fields={"title": case.title},
        url=reverse("councils_resolution", args=[resolution.code]),
        now=now,
    )


resolution_look_back_kind = NoticeKind(
    key=RESOLUTION_LOOK_BACK,
    label=gettext_lazy("Time to look back on a resolution"),
    importance=Importance.IMPORTANT,
    title=lambda fields: _("Look back on the resolution “%(title)s”") % fields,
    body=lambda fields: _("Six months have passed since it was carried out. Does it hold, and what was found?"),
    channels=(),
)
