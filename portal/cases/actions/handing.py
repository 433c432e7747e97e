"""Telling whoever handles a case that it is theirs now."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from portal.cases.enums import Entry
from portal.cases.models import Case
from portal.cases.news import HANDED
from portal.cases.ports import case_kinds
from portal.notices.actions import notify


def tell_handler(case: Case, entry: Entry, actor: Any, now: datetime) -> None:
    """Tell the handler, unless they did it themselves; within the caller's transaction."""
    if case.handler_id is None or case.act_due is None or case.handler_id == getattr(actor, "pk", None):
        return
    notify(
        kind=HANDED,
        recipients=[case.handler_id],
        subject=case.code,
        event=f"{entry.value}:{now.isoformat()}",
        fields={
            "title": case.title,
            "entry": entry.value,
            "due": date_format(timezone.localtime(case.act_due), "Y-m-d"),
        },
        url=case_kinds.get(case.kind).url(case),
        now=now,
    )
