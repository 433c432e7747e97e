"""What lecture pages show beside what editors wrote, and the recording itself."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from portal.communities.models import Community
from portal.core import clock
from portal.core.errors import Hidden
from portal.core.page_tree import ways_to
from portal.core.paging import keyset
from portal.core.private_files import file_answer
from portal.lectures.enums import Shown
from portal.lectures.forms import FilterForm
from portal.lectures.models import LectureIndexPage, LecturePage, SeriesPage
from portal.lectures.queries.feedback import summary_of
from portal.lectures.queries.listing import (
    NEWEST,
    documents_of,
    lecture_cards,
    lecture_to_read,
    lectures_shown,
    order_of,
    series_shown,
    session_lines,
)
from portal.lectures.queries.replay import recording_type, replay_of
from portal.lectures.shown import PAST_AT_MOST

ON_A_PAGE = 12


def index_parts(page: LectureIndexPage, request: HttpRequest) -> dict[str, Any]:
    """`cards` of what was asked for, the `series`, the form to ask with."""
    now = clock.now()
    series = [(each, each.get_url(request) or "") for each in series_shown()]
    form = FilterForm(
        {"show": Shown.COMING.value, **request.GET.dict()},
        series=[(each.slug, each.title) for each, _url in series],
        communities=[
            (place.slug, place.title) for place in Community.objects.filter(rosters__kind="lecture").distinct()
        ],
    )
    shown, in_series, community = form.asked()
    found = lectures_shown(shown, now, series=in_series, community=community)
    listed = keyset(found, order=order_of(shown), cursor=request.GET.get("cursor"), limit=ON_A_PAGE)
    return {
        "form": form,
        "shown": shown,
        "tabs": Shown,
        "series": series,
        "in_series": in_series,
        "in_community": community,
        "cards": lecture_cards(listed.items, request, now),
        "next_cursor": listed.next_cursor,
    }


def series_parts(page: SeriesPage, request: HttpRequest) -> dict[str, Any]:
    """`cards` of all its lectures, the newest first."""
    now = clock.now()
    found = LecturePage.objects.shown().child_of(page).select_related("community", "portrait")
    listed = keyset(found, order=NEWEST, cursor=request.GET.get("cursor"), limit=ON_A_PAGE)
    return {
        "ways": ways_to(page, request),
        "cards": lecture_cards(listed.items, request, now),
        "next_cursor": listed.next_cursor,
    }


def lecture_parts(page: LecturePage, request: HttpRequest) -> dict[str, Any]:
    """Sessions ahead and past, the `replay`, handouts, and what people said in numbers."""
    now = clock.now()
    coming = page.sessions.filter(roster__starts_at__gt=now).with_places().order_by("roster__starts_at", "id")
    gone = page.sessions.filter(roster__starts_at__lte=now).with_places().order_by("-roster__starts_at", "-id")
    return {
        "ways": ways_to(page, request),
        "coming": session_lines(coming),
        "past": list(gone[:PAST_AT_MOST]),
        "replay": replay_of(page),
        "handouts": documents_of(page),
        "summary": summary_of(page.sessions.all()),
    }


@require_GET
def recording(request: HttpRequest, code: str) -> HttpResponse:
    """The sound or film of a lecture that everybody may read, whole or the part a player asks for. Raises Hidden."""
    lecture = lecture_to_read(code)
    if lecture.recording is None or lecture.code != code:
        raise Hidden
    return file_answer(request, lecture.recording.file, recording_type(lecture.recording), public=True)
