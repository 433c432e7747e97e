"""The response clock: cases received and answered, and how long it took."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from portal.cases.enums import Share, Step
from portal.cases.models import Case
from portal.core.measures import By, Duration, Measure, Section, Stretch, as_key, grouped, keyed

PATHS = {"community": "community", "at": "opened_at"}


def _received(stretch: Stretch, by: By) -> dict[Any, int]:
    return grouped(Case.objects.all(), stretch, by, Count("pk"), **PATHS)


def _answered(stretch: Stretch, by: By) -> dict[Any, int]:
    return grouped(Case.objects.filter(answered_at__isnull=False), stretch, by, Count("pk"), **PATHS)


def _late(stretch: Stretch, by: By) -> dict[Any, int]:
    """Whose answer was not there when its time was over, as the clock noted."""
    late = Case.objects.filter(supervisions__step=Step.ACT, supervisions__share=Share.OVER)
    return grouped(late, stretch, by, Count("pk", distinct=True), **PATHS)


def _spans(stretch: Stretch, by: By) -> Iterable[tuple[Any, timedelta]]:
    rows = keyed(Case.objects.filter(answered_at__isnull=False), stretch, by, **PATHS)
    for key, opened, answered in rows.values_list("key", "opened_at", "answered_at"):
        yield as_key(key), answered - opened


RECEIVED = Measure(Section.CASES, 1, _("Cases received"), _received)
ANSWERED = Measure(Section.CASES, 2, _("of them answered"), _answered)
LATE = Measure(Section.CASES, 3, _("of them past their deadline"), _late)
RESPONSE = Duration(Section.CASES, 1, _("Days until the answer"), _spans)
