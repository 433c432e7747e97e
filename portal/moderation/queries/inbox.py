"""What lies in somebody's inbox, and what of it they may decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from portal.accounts.queries import communities_of
from portal.communities.models import Community
from portal.core.errors import Hidden
from portal.core.paging import Page, keyset
from portal.moderation.enums import AppealState, Box, SubmissionState
from portal.moderation.lifecycle import OPEN_STATES
from portal.moderation.models import Appeal, CannedReply, Ruling, Submission
from portal.moderation.models.submission import SubmissionQuerySet
from portal.moderation.queries.story import REFUSALS
from portal.moderation.rules import can_see_in_inbox

DECIDED_STATES = (SubmissionState.PUBLISHED, SubmissionState.RETURNED, SubmissionState.HIDDEN)


def waiting_for(user: Any) -> SubmissionQuerySet:
    """What waits for `user` or one of their colleagues: undecided, or appealed against."""
    appealed = Appeal.objects.open().values("submission")
    return Submission.objects.in_inbox_of(user).filter(Q(state__in=OPEN_STATES) | Q(pk__in=appealed))


@dataclass(frozen=True)
class Summary:
    """How many wait, since when the oldest does, the earliest promise, and how many promises are broken."""

    waiting: int
    oldest: datetime | None
    promised: datetime | None
    late: int


def summary(user: Any, now: datetime) -> Summary:
    """Of everything that waits for `user`, whatever the filters; two queries."""
    found = waiting_for(user).aggregate(
        waiting=Count("pk"),
        oldest=Min("waiting_since"),
        promised=Min("due_at"),
        late=Count("pk", filter=Q(due_at__lt=now)),
    )
    return Summary(**found)


def inbox_page(
    user: Any, *, box: Box, kind: str = "", community: Community | None = None, cursor: str | None = None
) -> Page[Submission]:
    """One page of a box: what waits by promise, the earliest first; what is decided by date, the latest first.

    Rounds, rulings and appeals come along; a constant number of queries. Raises Invalid for a foreign cursor.
    """
    order = ("due_at", "id")
    match box:
        case Box.WAITING:
            rows = waiting_for(user)
        case Box.APPEALS:
            rows = Submission.objects.in_inbox_of(user).filter(pk__in=Appeal.objects.open().values("submission"))
        case _:
            decided = Q(state__in=DECIDED_STATES, decided_at__isnull=False)
            rows, order = Submission.objects.in_inbox_of(user).filter(decided), ("-decided_at", "-id")
    if kind:
        rows = rows.filter(kind=kind)
    if community:
        rows = rows.filter(inbox=community)
    return keyset(with_history(rows), order=order, cursor=cursor)


def with_history(rows: SubmissionQuerySet) -> SubmissionQuerySet:
    """`rows` with their people, rounds, refusals and appeals: five queries, whatever their number."""
    refusals = Ruling.objects.filter(event__in=REFUSALS).order_by("at", "id")
    return rows.with_people().prefetch_related(
        "rounds", "appeals", Prefetch("rulings", queryset=refusals, to_attr="refusals")
    )


def submission_in_inbox(code: str, user: Any) -> Submission:
    """The submission with its history, for somebody it lies with; raises Hidden."""
    submission = with_history(Submission.objects.filter(code=code)).first()
    if submission is None or not can_see_in_inbox(user, submission):
        raise Hidden
    return submission


def open_appeal(submission: Submission) -> Appeal | None:
    """Of a submission whose appeals are loaded already."""
    return next((appeal for appeal in submission.appeals.all() if appeal.state == AppealState.OPEN), None)


def locks(user: Any, submissions: Sequence[Submission]) -> dict[int, str]:
    """Why `user` may not decide on some of `submissions`, by primary key; one query and those of their office.

    One's own things and those of one's household are another person's to decide.
    """
    given = Submission.objects.filter(pk__in=[submission.pk for submission in submissions])
    decidable = set(given.decidable_by(user).values_list("pk", flat=True))
    return {
        submission.pk: _("You wrote this yourself: somebody else has to decide.")
        if submission.author_id == user.pk
        else _("Somebody of your household wrote this: somebody else has to decide.")
        for submission in submissions
        if submission.pk not in decidable
    }


def replies_for(user: Any) -> QuerySet[CannedReply]:
    """The canned replies of the sub-districts in which `user` moderates, and those of the whole district."""
    own = Q(subdistrict__communities__in=communities_of(user))
    return CannedReply.objects.filter(own | Q(subdistrict__isnull=True)).distinct()
