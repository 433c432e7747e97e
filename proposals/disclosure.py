"""What contests put on display: the announcement, the result while objections are open, the certificate, acceptance."""

from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from portal.core.disclosure import DisclosureSource, Scope, after_display
from proposals.delivery_news import delivery_url
from proposals.models import Contest, Phase, Project
from proposals.rules import READABLE


def _contests() -> QuerySet[Contest]:
    """What was imported from earlier years was never on display here."""
    found = Contest.objects.filter(announced_at__isnull=False, is_history=False)
    return found.select_related("subdistrict", "poll")


def _announced() -> QuerySet[Contest]:
    last = Phase.objects.filter(contest=OuterRef("pk")).order_by("-closes_at").values("closes_at")[:1]
    return _contests().annotate(begins=F("announced_at"), ends=Subquery(last))


def _published() -> QuerySet[Contest]:
    shown = _contests().filter(result_published_at__isnull=False, poll__results_public_at__isnull=False)
    return shown.annotate(begins=F("poll__results_public_at"), ends=F("poll__objections_until"))


def _certified() -> QuerySet[Contest]:
    certified = _contests().filter(Q(poll__certified_at__isnull=False), result_published_at__isnull=False)
    return certified.annotate(begins=F("poll__certified_at"), ends=after_display("poll__certified_at"))


def _accepted() -> QuerySet[Project]:
    """The works that residents accepted (居务监督)."""
    accepted = Project.objects.filter(accepted_at__isnull=False)
    readable = accepted.filter(proposal__state__in=READABLE, proposal__contest__announced_at__isnull=False)
    found = readable.select_related("proposal__contest", "proposal__community")
    return found.annotate(begins=F("accepted_at"), ends=after_display("accepted_at"))


def _tell_contest(row: Any) -> tuple[str, str, Scope]:
    return row.title, row.get_absolute_url(), Scope(row.subdistrict_id, None, row.subdistrict.name)


def _tell_result(row: Any) -> tuple[str, str, Scope]:
    title, _url, scope = _tell_contest(row)
    return title, reverse("proposals:result", args=[row.code]), scope


def _tell_accepted(row: Any) -> tuple[str, str, Scope]:
    place = row.proposal.community
    return row.proposal.title, delivery_url(row), Scope(place.subdistrict_id, place.pk, place.title)


def _of_contest(label: Any, rows: Any, tell: Any) -> DisclosureSource:
    return DisclosureSource(label=label, rows=rows, community="", subdistrict="subdistrict", tell=tell)


ANNOUNCED = _of_contest(pgettext_lazy("on display", "announcement of a contest"), _announced, _tell_contest)
PUBLISHED = _of_contest(
    pgettext_lazy("on display", "result of a contest, open to objections"), _published, _tell_result
)
CERTIFIED = _of_contest(pgettext_lazy("on display", "certified result of a contest"), _certified, _tell_result)
ACCEPTED = DisclosureSource(
    label=pgettext_lazy("on display", "works that residents accepted"),
    rows=_accepted,
    community="proposal__community",
    subdistrict="proposal__community__subdistrict",
    tell=_tell_accepted,
)
