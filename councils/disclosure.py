"""What councils put on display: minutes of public meetings, and conventions that were made public."""

from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext, pgettext_lazy

from councils.conventions_enums import ConventionEvent
from councils.conventions_lifecycle import UNSEEN
from councils.models import ConventionStep, Minutes
from portal.core.disclosure import DisclosureSource, Scope, after_display


def _minutes() -> QuerySet[Minutes]:
    shown = Minutes.objects.filter(published_at__isnull=False, meeting__public=True)
    return shown.select_related("meeting__body__community").annotate(begins=F("published_at"), ends=F("shown_until"))


def _tell_minutes(row: Any) -> tuple[str, str, Scope]:
    place = row.meeting.body.community
    return row.meeting.title, row.meeting.get_absolute_url(), Scope(place.subdistrict_id, place.pk, place.title)


def _conventions() -> QuerySet[ConventionStep]:
    made_public = ConventionStep.objects.filter(event=ConventionEvent.PUBLISH).exclude(version__state__in=UNSEEN)
    found = made_public.select_related("version__convention__community")
    return found.annotate(begins=F("at"), ends=after_display("at"))


def _tell_convention(row: Any) -> tuple[str, str, Scope]:
    version, place = row.version, row.version.convention.community
    title = gettext("Convention of %(place)s, version %(number)d") % {"place": place.title, "number": version.number}
    return title, version.get_absolute_url(), Scope(place.subdistrict_id, place.pk, place.title)


MINUTES = DisclosureSource(
    label=pgettext_lazy("on display", "minutes of a meeting"),
    rows=_minutes,
    community="meeting__body__community",
    subdistrict="meeting__body__community__subdistrict",
    tell=_tell_minutes,
)
CONVENTIONS = DisclosureSource(
    label=pgettext_lazy("on display", "residents' convention"),
    rows=_conventions,
    community="version__convention__community",
    subdistrict="version__convention__community__subdistrict",
    tell=_tell_convention,
)
