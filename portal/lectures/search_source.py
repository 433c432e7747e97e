"""What search may see of lectures, with their transcripts, and of their series."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import pgettext_lazy

from portal.core.page_search import page_source
from portal.core.search_source import Watch
from portal.lectures.models import LectureIndexPage, LecturePage, SeriesPage, Session


def _places(pages: Sequence[Any]) -> dict[int, int]:
    return {page.pk: page.community_id for page in pages if isinstance(page, LecturePage) and page.community_id}


def _ends(pages: Sequence[Any]) -> dict[int, datetime]:
    """When the last session of each is over; a lecture to listen to again stays for good."""
    live = [page.pk for page in pages if isinstance(page, LecturePage) and not page.recording_id]
    sessions = Session.objects.filter(lecture__in=live, roster__called_off_at__isnull=True)
    return dict(sessions.values("lecture").annotate(last=Max("roster__ends_at")).values_list("lecture", "last"))


LECTURES = page_source(
    pgettext_lazy("kind of thing", "lecture"),
    (LecturePage, SeriesPage, LectureIndexPage),
    places=_places,
    ends=_ends,
    watches=(Watch(Session, "lecture"),),
)
