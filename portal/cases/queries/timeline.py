from django.db.models import QuerySet

from portal.cases.enums import Entry
from portal.cases.models import Case, EntryPhoto, TimelineEntry


def public_timeline(case: Case) -> QuerySet[TimelineEntry]:
    """What everybody may read, oldest first, with pictures. Two queries."""
    return case.timeline.filter(public=True).exclude(kind=Entry.CONTACTED).prefetch_related("photos")


def public_photo(code: str) -> EntryPhoto | None:
    """A picture of a public line with its case; whether its thing is public is the room's to ask."""
    found = EntryPhoto.objects.select_related("entry__case").filter(code=code, entry__public=True)
    return found.first()
