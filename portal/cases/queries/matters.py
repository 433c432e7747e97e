"""What residents brought: as everybody, its author and staff read it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from portal.cases.enums import CaseState, Entry, MatterKind
from portal.cases.models import Case, CaseRating, EntryPhoto, Matter, TimelineEntry
from portal.cases.queries.timeline import public_timeline
from portal.cases.queries.working_days import reopen_until
from portal.cases.rules import can_read_matter, cares_for
from portal.core.errors import Hidden
from portal.core.my_items import MyItem
from portal.core.passes import lets_in
from portal.moderation.enums import SubmissionState

PHOTO_SCOPE = "cases.photo"
"""Passes for pictures that not everybody sees (`portal.core.passes`)."""
INSIDE = (Entry.OPENED, Entry.CLOSED)
"""Lines that tell a reader nothing more than the page around them."""
MINE_AT_MOST = 20


def matter_to_read(code: str, user: Any) -> Matter:
    """Raises Hidden."""
    found = Matter.objects.visible_to(user).whole().filter(case__code=code).first()
    if found is None:
        raise Hidden
    return found


def answered_matters(community: str = "", kind: str = "") -> QuerySet[Matter]:
    """What was answered and everybody may read, of a community (by slug) and a kind where these are given."""
    found = Matter.objects.shown().answered().whole()
    if kind in MatterKind.values:
        found = found.filter(case__kind=kind)
    return found.filter(case__community__slug=community) if community else found


@dataclass(frozen=True)
class MatterWhole:
    """What stands beside a matter. `own` and `cares` are the reader's; `can_reopen` until `reopens_until`."""

    matter: Matter
    photos: list[EntryPhoto]
    timeline: list[TimelineEntry]
    rating: CaseRating | None
    own: bool
    cares: bool
    can_rate: bool
    can_reopen: bool
    can_rewrite: bool
    reopens_until: datetime | None

    @property
    def kind_label(self) -> str:
        return kind_label(self.matter)


def whole_matter(matter: Matter, user: Any, now: datetime) -> MatterWhole:
    """Four queries, one more for its author, one more for the days, and those of `cares_for`."""
    case, known = matter.case, bool(user.is_authenticated)
    own = known and case.opened_by_id == user.pk
    until = reopen_until(case) if own and case.state in (CaseState.ANSWERED, CaseState.CLOSED) else None
    returned = matter.submission is not None and matter.submission.state == SubmissionState.RETURNED
    rating = case.ratings.filter(by=user.pk, answered_at=F("case__answered_at")).first() if until is not None else None
    return MatterWhole(
        matter=matter,
        photos=photos_of(case),
        timeline=list(public_timeline(case).exclude(kind__in=INSIDE)),
        rating=rating,
        own=own,
        cares=known and cares_for(user, case.community_id),
        can_rate=until is not None,
        can_reopen=until is not None and now < until,
        can_rewrite=own and returned,
        reopens_until=until,
    )


def kind_label(matter: Matter) -> str:
    return str(MatterKind(matter.case.kind).label)


def photos_of(case: Case) -> list[EntryPhoto]:
    """The pictures that came with it. One query."""
    return list(EntryPhoto.objects.filter(entry__case=case, entry__kind=Entry.OPENED))


def photo_to_see(code: str, user: Any, given: str = "") -> tuple[EntryPhoto, bool]:
    """A picture of a matter, and whether everybody may see it.

    A line for staff alone keeps its pictures for staff; else they are for whoever reads the matter, and for whoever
    holds a pass (`given`). Raises Hidden.
    """
    found = EntryPhoto.objects.select_related("entry__case__matter", "entry__case__opened_by").filter(code=code)
    photo = found.filter(entry__case__matter__isnull=False).first()
    if photo is None:
        raise Hidden
    case = photo.entry.case
    if not photo.entry.public:
        if not cares_for(user, case.community_id):
            raise Hidden
        return photo, False
    if not can_read_matter(user, case.matter) and not (given and lets_in(given, PHOTO_SCOPE, code)):
        raise Hidden
    return photo, case.matter.shown_at is not None


def my_matters(user: Any) -> list[MyItem]:
    """For 我的: what one brought, the newest first, with what one may do about it. Two queries."""
    mine = list(
        Matter.objects.whole().filter(case__opened_by=user.pk).order_by("-case__opened_at", "-id")[:MINE_AT_MOST]
    )
    if not mine:
        return []
    rated = set(CaseRating.objects.filter(by=user.pk).values_list("case_id", "answered_at"))
    return [_item(each, (each.case_id, each.case.answered_at) in rated) for each in mine]


def _item(matter: Matter, rated: bool) -> MyItem:
    case, submission = matter.case, matter.submission
    answered = case.state in (CaseState.ANSWERED, CaseState.CLOSED)
    hint = ""
    if answered and not rated:
        hint = _("Say how it came out")
    elif submission is not None and submission.state == SubmissionState.RETURNED:
        hint = _("Reword what neighbours read")
    return MyItem(
        title=case.title,
        url=matter.get_absolute_url(),
        state_label=case.get_state_display(),
        state_tone="done" if answered else "wait",
        at=case.opened_at,
        kind_label=kind_label(matter),
        action_hint=hint,
    )
