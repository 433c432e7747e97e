"""How much was searched, and in vain. Searches have no place, so they are told by month alone, to managers."""

from typing import Any

from django.db.models import Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.measures import By, Measure, Section, Stretch
from search.models import AskedWord
from search.rules import looks_after_search


def _by_month(column: str, stretch: Stretch, by: By) -> dict[Any, int]:
    if by == By.COMMUNITY:
        return {}
    days = {"day__gte": timezone.localdate(stretch.begins), "day__lt": timezone.localdate(stretch.ends)}
    rows = AskedWord.objects.filter(**days).order_by().annotate(key=TruncMonth("day"))
    return dict(rows.values_list("key").annotate(total=Sum(column)))


def _asked(stretch: Stretch, by: By) -> dict[Any, int]:
    return _by_month("times", stretch, by)


def _missed(stretch: Stretch, by: By) -> dict[Any, int]:
    return _by_month("in_vain", stretch, by)


ASKED = Measure(Section.SEARCH, 1, _("Searches"), _asked, looks_after_search)
MISSED = Measure(Section.SEARCH, 2, _("in vain"), _missed, looks_after_search)
