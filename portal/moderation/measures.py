"""How much people decided before it was shown, and how long residents waited for it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from portal.core.measures import By, Duration, Measure, Section, Stretch, as_key, grouped, keyed
from portal.moderation.models import Submission

PATHS = {"community": "inbox", "at": "decided_at"}


def _by_people() -> Any:
    return Submission.objects.filter(decided_by__isnull=False)


def _decided(stretch: Stretch, by: By) -> dict[Any, int]:
    return grouped(_by_people(), stretch, by, Count("pk"), **PATHS)


def _spans(stretch: Stretch, by: By) -> Iterable[tuple[Any, timedelta]]:
    rows = keyed(_by_people(), stretch, by, **PATHS)
    for key, since, decided in rows.values_list("key", "waiting_since", "decided_at"):
        yield as_key(key), max(decided - since, timedelta())


DECIDED = Measure(Section.MODERATION, 1, _("Decided by people"), _decided)
WAITED = Duration(Section.MODERATION, 1, _("Days until the decision"), _spans)
