"""A contest's dates as a file for calendars."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from portal.core import clock
from proposals.calendars import contest_calendar
from proposals.queries.reading import contest_to_read


@require_GET
def contest_dates(request: HttpRequest, contest: str) -> HttpResponse:
    """The phases as an iCalendar file."""
    found = contest_to_read(contest, request.user)
    address = request.build_absolute_uri(found.get_absolute_url())
    answer = HttpResponse(contest_calendar(found, address, clock.now()), "text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="linli-{found.code}.ics"'
    return answer
