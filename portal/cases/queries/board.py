"""The board: every case of one's communities by what is due next, narrowed and searched."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, F, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Least
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.accounts.permissions import holders_of
from portal.accounts.queries import communities_of
from portal.accounts.queries.counter import cares_for_any
from portal.cases.enums import CaseState, Due, Share, Step
from portal.cases.models import Case, Supervision
from portal.cases.models.case import CaseQuerySet
from portal.cases.ports import case_kinds
from portal.core import clock
from portal.core.errors import Hidden
from portal.core.staff_tasks import StaffTask

NEVER = datetime(9999, 1, 1, tzinfo=timezone.get_fixed_timezone(0))
DUES = ("accept_due", "contact_due", "forward_due", "act_due")
MINE, NOBODY = "me", "none"


@dataclass(frozen=True)
class Asked:
    """What the board is narrowed to; "" asks for all. `handler` is a person's code, MINE or NOBODY."""

    due: str = ""
    kind: str = ""
    community: str = ""
    handler: str = ""
    state: str = ""
    words: str = ""


def board(user: Any, asked: Asked, now: datetime) -> CaseQuerySet:
    """The cases that `user` looks after and asked for, each with `next_due`, NEVER where nothing is due."""
    found = _narrowed(_in_care_of(user), asked, user)
    return _due_in(found, asked.due, now) if asked.due in Due.values else found


def board_counts(user: Any, asked: Asked, now: datetime) -> dict[str, int]:
    """How many of what was asked for stand under each deadline. One query each."""
    found = _narrowed(_in_care_of(user), asked, user)
    return {due: _due_in(found, due, now).count() for due in Due.values}


def with_people(cases: CaseQuerySet) -> CaseQuerySet:
    """With all that a row of the board or of a file shows."""
    reminded = Prefetch("supervisions", queryset=Supervision.objects.order_by("at"))
    return cases.select_related("community__subdistrict", "handler__resident", "matter").prefetch_related(reminded)


def due_of(case: Any, now: datetime) -> Due:
    """Under which deadline a case of the board stands."""
    today, week = _borders(now)
    if case.next_due >= NEVER:
        return Due.NONE
    if case.next_due <= now:
        return Due.OVERDUE
    # A deadline is the first moment that is too late: midnight belongs to the day before it.
    return Due.TODAY if case.next_due <= today else Due.WEEK if case.next_due <= week else Due.LATER


def next_step(case: Case) -> Step | None:
    """The step that is due first."""
    running = [(due, step) for step in Step if (due := case.due(step)) is not None]
    return min(running)[1] if running else None


def reminded_at(case: Case) -> Share | None:
    """How much of the time of a step under way has passed, as the clock last said; no query where prefetched."""
    running = {(step.value, case.due(step)) for step in Step if case.due(step) is not None}
    shares = [each.share for each in case.supervisions.all() if (each.step, each.due) in running]
    return Share(max(shares)) if shares else None


def case_in_care_of(code: str, user: Any) -> Case:
    """Raises Hidden."""
    found = with_people(_in_care_of(user)).select_related("opened_by__resident").filter(code=code).first()
    if found is None:
        raise Hidden
    return found


def handlers_for(communities: Iterable[int]) -> QuerySet[User]:
    """Who may handle the cases of all these communities: moderators, managers of the sub-districts, the district."""
    places = set(communities)
    found = holders_of([Role.COMMUNITY_MODERATOR, Role.SUBDISTRICT_MANAGER, Role.DISTRICT_ADMIN])
    for place in places:
        found = found.filter(
            Q(pk__in=_holding(Role.COMMUNITY_MODERATOR, community=place))
            | Q(pk__in=_holding(Role.SUBDISTRICT_MANAGER, subdistrict__communities=place))
            | Q(pk__in=_holding(Role.DISTRICT_ADMIN))
        )
    return found.select_related("resident").order_by("pk") if places else found.none()


def case_tasks(user: Any) -> list[StaffTask]:
    """For the start page of staff: cases that are overdue or due today. One query; none without an office."""
    if not cares_for_any(user):
        return []
    today, _week = _borders(clock.now())
    found: Any = _in_care_of(user)
    due = list(found.filter(next_due__lte=today).order_by("next_due").values_list("next_due", flat=True))
    return [StaffTask(_("Cases that are due"), reverse("cases_board"), len(due), due[0])] if due else []


def _in_care_of(user: Any) -> CaseQuerySet:
    # SQLite's smallest of several is NULL where one is.
    dues = [Coalesce(F(name), Value(NEVER, output_field=DateTimeField())) for name in DUES]
    found: CaseQuerySet = Case.objects.filter(community__in=communities_of(user)).annotate(next_due=Least(*dues))
    return found


def _narrowed(found: CaseQuerySet, asked: Asked, user: Any) -> CaseQuerySet:
    if asked.kind in case_kinds:
        found = found.filter(kind=asked.kind)
    if asked.community:
        found = found.filter(community__slug=asked.community)
    if asked.state in CaseState.values:
        found = found.filter(state=asked.state)
    if asked.handler == MINE:
        found = found.filter(handler=user.pk)
    elif asked.handler == NOBODY:
        found = found.filter(handler=None)
    elif asked.handler:
        found = found.filter(handler__code=asked.handler)
    words = asked.words.strip()
    if words:
        found = found.filter(
            Q(title__icontains=words)
            | Q(code=words)
            | Q(reference=words)
            | Q(matter__place__icontains=words)
            | Q(matter__words__icontains=words)
        )
    return found


def _due_in(found: CaseQuerySet, due: str, now: datetime) -> CaseQuerySet:
    today, week = _borders(now)
    return found.filter(
        {
            Due.OVERDUE: Q(next_due__lte=now),
            Due.TODAY: Q(next_due__gt=now, next_due__lte=today),
            Due.WEEK: Q(next_due__gt=today, next_due__lte=week),
            Due.LATER: Q(next_due__gt=week, next_due__lt=NEVER),
            Due.NONE: Q(next_due=NEVER),
        }[Due(due)]
    )


def _borders(now: datetime) -> tuple[datetime, datetime]:
    """The ends of today and of this week, the midnight after Sunday, here."""
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return today, today + timedelta(days=(7 - today.weekday()) % 7)


def _holding(role: Role, **place: Any) -> Any:
    today = timezone.localdate()
    return User.objects.filter(
        Q(appointments__ends_on__isnull=True) | Q(appointments__ends_on__gt=today),
        appointments__role=role,
        appointments__starts_on__lte=today,
        **{f"appointments__{name}": value for name, value in place.items()},
    ).values("pk")
