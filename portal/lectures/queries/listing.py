"""Lectures as lists show them, with their next session."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from wagtail.documents import get_document_model

from portal.core.errors import Hidden
from portal.core.prose.pictures import drawn_pictures
from portal.lectures.enums import Shown
from portal.lectures.models import LecturePage, SeriesPage, Session
from portal.rosters.models import SeatPool
from portal.rosters.queries.looking import Seats, seats_in

PORTRAIT = "fill-160x160"
COMING_ORDER = ("next_at", "id")
NEWEST = ("-id",)


@dataclass(frozen=True)
class SessionLine:
    """A session with the seats that are left; `waiting` is not counted here."""

    session: Session
    seats: Seats


@dataclass(frozen=True)
class LectureCard:
    """`next` is the next session that takes place; `sessions` all that lie ahead, called off ones too."""

    lecture: LecturePage
    series: SeriesPage | None
    url: str
    portrait: str
    next: SessionLine | None
    sessions: list[SessionLine] = field(default_factory=list)

    @property
    def has_replay(self) -> bool:
        return self.lecture.recording_id is not None


def lectures_shown(shown: Shown, now: datetime, *, series: str = "", community: str = "") -> QuerySet[LecturePage]:
    """What everybody may read; `series` and `community` are slugs. Coming ones have `next_at`. Raises Hidden."""
    found = LecturePage.objects.shown().select_related("community", "portrait")
    if series:
        parent = SeriesPage.objects.live().filter(slug=series).first()
        if parent is None:
            raise Hidden
        found = found.child_of(parent)
    if community:
        held = Session.objects.filter(roster__community__slug=community).values("lecture")
        found = found.filter(Q(community__slug=community) | Q(pk__in=held))
    if shown is Shown.COMING:
        ahead = Session.objects.filter(
            lecture=OuterRef("pk"), roster__starts_at__gt=now, roster__called_off_at__isnull=True
        ).order_by("roster__starts_at")
        found = found.annotate(next_at=Subquery(ahead.values("roster__starts_at")[:1]))
        return found.filter(next_at__isnull=False)
    if shown is Shown.REPLAYS:
        return found.filter(recording__isnull=False)
    return found


def order_of(shown: Shown) -> Sequence[str]:
    return COMING_ORDER if shown is Shown.COMING else NEWEST


def lecture_cards(lectures: Iterable[LecturePage], request: HttpRequest, now: datetime) -> list[LectureCard]:
    """Four queries however many: series, sessions, pools, portraits."""
    found = list(lectures)
    series = series_by_path(found)
    ahead: dict[int, list[SessionLine]] = {}
    coming = Session.objects.filter(lecture__in=[each.pk for each in found], roster__starts_at__gt=now)
    for line in session_lines(coming.with_places().order_by("roster__starts_at", "id")):
        ahead.setdefault(line.session.lecture_id, []).append(line)
    drawn = drawn_pictures([each.portrait_id for each in found if each.portrait_id], PORTRAIT)
    return [
        LectureCard(
            lecture=each,
            series=series.get(each.path[: -each.steplen]),
            url=each.get_url(request) or "",
            portrait=str(getattr(drawn.get(each.portrait_id), "url", "")),
            next=next((one for one in ahead.get(each.pk, []) if one.session.roster.called_off_at is None), None),
            sessions=ahead.get(each.pk, []),
        )
        for each in found
    ]


def session_lines(sessions: Iterable[Session]) -> list[SessionLine]:
    """One query besides that for the sessions."""
    found = list(sessions)
    pools: dict[int, list[SeatPool]] = {}
    for pool in SeatPool.objects.filter(roster__in=[each.roster_id for each in found]) if found else ():
        pools.setdefault(pool.roster_id, []).append(pool)
    return [SessionLine(each, seats_in(pools.get(each.roster_id, []), waiting=0)) for each in found]


def series_by_path(lectures: Iterable[LecturePage]) -> dict[str, SeriesPage]:
    """The series that lectures stand in. One query."""
    paths = {each.path[: -each.steplen] for each in lectures}
    return {page.path: page for page in SeriesPage.objects.filter(path__in=paths)} if paths else {}


def series_shown() -> QuerySet[SeriesPage]:
    return SeriesPage.objects.live().public().order_by("path")


def lecture_to_read(key: str) -> LecturePage:
    """A lecture by its code, or the newest with this slug, if everybody may read it; raises Hidden."""
    lecture = (
        LecturePage.objects.shown()
        .select_related("community", "recording")
        .filter(Q(code=key) | Q(slug=key))
        .order_by("-id")
        .first()
    )
    if lecture is None:
        raise Hidden
    return lecture


def documents_of(lecture: LecturePage) -> list[Any]:
    """Its handouts, in the editor's order; a document that is gone is left out. One query, none without handouts."""
    wanted = [row["value"] for row in lecture.handouts.raw_data if row["value"]]
    found = get_document_model().objects.in_bulk(wanted) if wanted else {}
    return [found[each] for each in wanted if each in found]
