"""How cases were answered, by community and month of receipt."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from statistics import median
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.cases.enums import Share, Step
from portal.cases.models import Case, Supervision
from portal.core.open_data import Column, DataSet

CASES_UNIT = _("cases")


def _rows(now: datetime) -> Iterable[list[Any]]:
    """One query; one row a community and month in which a case was received."""
    late = Supervision.objects.filter(case=OuterRef("pk"), step=Step.ACT, share=Share.OVER)
    found: dict[tuple[date, str, str], list[tuple[datetime, datetime | None, bool]]] = defaultdict(list)
    told = Case.objects.filter(opened_at__lte=now).order_by().annotate(late=Exists(late))
    for street, place, opened, answered, was_late in told.values_list(
        "community__subdistrict__name", "community__name", "opened_at", "answered_at", "late"
    ).iterator():
        found[timezone.localdate(opened).replace(day=1), street, place].append((opened, answered, was_late))
    for (month, street, place), cases in sorted(found.items()):
        days = [(answered - opened).total_seconds() / 86400 for opened, answered, _late in cases if answered]
        yield [
            f"{month:%Y-%m}",
            street,
            place,
            len(cases),
            len(days),
            sum(was_late for _opened, _answered, was_late in cases),
            f"{median(days):.1f}" if days else None,
        ]


RESPONSE = DataSet(
    label=_("How cases were answered"),
    about=_("Suggestions, hazards and works that the community answers for, by community and month of receipt."),
    columns=(
        Column("month", _("Month"), _("Year and month in which the cases were received")),
        Column("subdistrict", _("Sub-district"), _("Of the community")),
        Column("community", _("Community"), _("Whose cases they are")),
        Column("received", _("Received"), _("Cases received in this month"), CASES_UNIT),
        Column("answered", _("Answered"), _("Of these, answered by the day of the file"), CASES_UNIT, figure=True),
        Column("late", _("Late"), _("Of these, not answered when the deadline passed"), CASES_UNIT, figure=True),
        Column("median_days", _("Median"), _("From receipt to the answer, half were faster"), _("days"), figure=True),
    ),
    rows=_rows,
    group="received",
)
