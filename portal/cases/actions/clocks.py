"""The clock of a case: at 80 % and at 100 % of a step's time whoever handles it and whoever looks after it are told.

Both moments are promised in the outbox when the step begins. What has been done in time, or was given more time, is
left alone when its moment comes: more time has promised moments of its own.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.accounts.permissions import holders_of
from portal.accounts.queries import communities_of
from portal.cases.enums import Entry, Share, Step
from portal.cases.models import Case, Supervision, TimelineEntry
from portal.cases.news import SUPERVISED
from portal.cases.ports import case_kinds
from portal.core import outbox
from portal.notices.actions import notify

SUPERVISE, LOOK_AGAIN = "cases.supervise", "cases.look_again"


def start_clock(case: Case, step: Step, now: datetime) -> None:
    """Promise both reminders of a step that begins at `now`; within the caller's transaction."""
    due = case.due(step)
    if due is None:
        return
    for share in Share:
        at = now + (due - now) * share.value / 100
        payload = {"step": step.value, "share": share.value, "due": due.isoformat()}
        outbox.add(SUPERVISE, key=case.code, payload=payload, due_at=at)


@transaction.atomic
def supervise_case(*, code: str, step: Step, share: Share, due: datetime, now: datetime) -> Supervision | None:
    """Remind of a step whose deadline still is `due`; None where there is nothing to remind of, or it was done before.

    The last reminder is a line of the public timeline.
    """
    case = Case.objects.locked(code)
    if case.due(step) != due:
        return None
    supervision, new = Supervision.objects.get_or_create(
        case=case, step=step, share=share, due=due, defaults={"at": now}
    )
    if not new:
        return None
    if share == Share.OVER:
        text = f"{step.label} · {date_format(timezone.localtime(due), 'Y-m-d')}"
        TimelineEntry.objects.create(case=case, kind=Entry.SUPERVISED, text=text, at=now)
    notify(
        kind=SUPERVISED,
        recipients=responsible(case),
        subject=case.code,
        event=f"{step.value}:{share.value}:{due.isoformat()}",
        fields={
            "title": case.title,
            "step": step.value,
            "share": share.value,
            "due": date_format(timezone.localtime(due), "Y-m-d H:i"),
        },
        url=case_kinds.get(case.kind).url(case),
        now=now,
    )
    return supervision


def remind_room(case: Case, at: datetime) -> None:
    """Have the case's room look at it again at `at` (`CaseKind.look_again`); within the caller's transaction."""
    outbox.add(LOOK_AGAIN, key=case.code, payload={"at": at.isoformat()}, due_at=at)


def responsible(case: Case) -> list[User]:
    """The handler, and the managers of the case's sub-district."""
    people: list[User] = [
        user
        for user in holders_of([Role.SUBDISTRICT_MANAGER]).filter(
            appointments__subdistrict=case.community.subdistrict_id
        )
        if communities_of(user).filter(pk=case.community_id).exists()
    ]
    handler: Any = case.handler
    return people if handler is None or handler in people else [*people, handler]
