"""What waits for somebody to check its facts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Revision

from portal.accounts.models import User
from portal.accounts.queries import communities_of, holds_any
from portal.core.staff_tasks import StaffTask
from portal.lectures.digest import FACTS, digest_of
from portal.lectures.models import LecturePage, SignOff
from portal.lectures.rules import CHECKERS

QUEUE_AT_MOST = 100


@dataclass(frozen=True)
class Waiting:
    """A lecture whose latest text nobody has checked. `digest` names that text; `own`: the viewer had a hand in it;
    `last` is the newest check of an earlier text."""

    lecture: LecturePage
    text: LecturePage
    digest: str
    since: datetime | None
    editors: list[User]
    last: SignOff | None
    own: bool


def hands_in(lecture: LecturePage) -> list[User]:
    """Whoever wrote at it: who saved versions, newest first, and who made the page. Two queries."""
    return _hands([lecture])[lecture.pk]


def lectures_in_care_of(user: Any) -> QuerySet[LecturePage]:
    """Those that `user` may check: of their communities, and of the whole district for whoever may."""
    reach = Q(community__in=communities_of(user))
    if holds_any(user, CHECKERS):
        reach |= Q(community__isnull=True)
    return LecturePage.objects.filter(reach)


def latest_text(lecture: LecturePage) -> LecturePage:
    """The latest version as an object in memory that has only what is checked. No query with `latest_revision` read."""
    revision = lecture.latest_revision
    if revision is None:
        return lecture
    return LecturePage(pk=lecture.pk, **{name: revision.content[name] for name in FACTS})


def waiting_checks(user: Any) -> list[Waiting]:
    """The queue, whatever waits longest first, `QUEUE_AT_MOST` of it. Six queries at most however long it is."""
    checked = SignOff.objects.standing().filter(lecture=OuterRef("pk"), revision=OuterRef("latest_revision"))
    found = lectures_in_care_of(user).filter(~Exists(checked)).select_related("community", "latest_revision")
    return _waiting(list(found.order_by("latest_revision_created_at", "id")[:QUEUE_AT_MOST]), user)


def waiting_check(lecture: LecturePage, user: Any) -> Waiting | None:
    """The same for one lecture; None where its latest text is checked."""
    return next(iter(_waiting([lecture], user)), None)


def _waiting(lectures: list[LecturePage], user: Any) -> list[Waiting]:
    signed: dict[int, list[SignOff]] = {}
    for each in SignOff.objects.filter(lecture__in=[lecture.pk for lecture in lectures]):
        signed.setdefault(each.lecture_id, []).append(each)
    hands = _hands(lectures)
    waiting = []
    for lecture in lectures:
        text, earlier = latest_text(lecture), signed.get(lecture.pk, [])
        digest = digest_of(text)
        if any(each.digest == digest and each.withdrawn_at is None for each in earlier):
            continue
        revision, editors = lecture.latest_revision, hands[lecture.pk]
        waiting.append(
            Waiting(
                lecture=lecture,
                text=text,
                digest=digest,
                since=revision.created_at if revision is not None else None,
                editors=editors,
                last=earlier[0] if earlier else None,
                own=any(editor.pk == user.pk for editor in editors),
            )
        )
    return waiting


def _hands(lectures: list[LecturePage]) -> dict[int, list[User]]:
    ids: dict[str, list[int]] = {}
    saved = Revision.page_revisions.filter(object_id__in=[str(each.pk) for each in lectures], user__isnull=False)
    for page, user_id in saved.order_by("-created_at", "-id").values_list("object_id", "user_id"):
        ids.setdefault(page, []).append(user_id)
    for lecture in lectures:
        if lecture.owner_id:
            ids.setdefault(str(lecture.pk), []).append(lecture.owner_id)
    people = User.objects.select_related("resident").in_bulk({each for page in ids.values() for each in page})
    return {
        lecture.pk: [people[each] for each in dict.fromkeys(ids.get(str(lecture.pk), ())) if each in people]
        for lecture in lectures
    }


def check_tasks(user: Any) -> list[StaffTask]:
    """For the staff home: lectures that somebody else wrote and that wait for a check."""
    waiting = [each for each in waiting_checks(user) if not each.own]
    if not waiting:
        return []
    return [StaffTask(_("Facts of lectures to check"), reverse("lecture_checks"), len(waiting), None)]
