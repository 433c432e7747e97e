"""The hours of a shift, for whoever confirms them: one card a person, filled in with the time of the shift."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.core import clock
from portal.core.errors import Refusal, WrongState
from portal.rosters.queries.lists import household_of
from volunteers.actions.confirm_hours import Served, confirm_hours, require_confirms
from volunteers.models import Shift
from volunteers.queries.hours import HoursLine, hours_lines


@dataclass(frozen=True)
class Card:
    """A line as it is shown: with what was typed where there is something."""

    line: HoursLine
    start: str
    end: str
    reason: str
    taken: bool
    error: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def shift_hours(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm hours; what was typed is kept where something is refused, and nothing is written then."""
    shift, now = Shift.objects.found(code), clock.now()
    require_confirms(request.user, shift, now)
    if shift.ended_at is None:
        raise WrongState(_("Hours are confirmed once the shift has ended."))
    lines = hours_lines(shift, household_of(request.user))
    typed = request.POST if request.method == "POST" else None
    errors: dict[str, str] = {}
    refusal = ""
    if typed is not None:
        served, errors = _served(lines, typed)
        if not errors:
            try:
                done = confirm_hours(code=code, served=served, actor=request.user, now=now)
            except Refusal as error:
                errors, refusal = error.fields, error.message
            else:
                messages.success(
                    request, _("Hours of %d people stand now. Each of them is told.") % len(done.confirmed)
                )
                return redirect("volunteers:hours", code)
        refusal = refusal or _("Some answers need another look. Nothing was lost.")
    cards = [_card(line, typed, errors) for line in lines]
    context = {
        "shift": shift,
        "roster": shift.roster,
        "cards": cards,
        "waiting": [card for card in cards if card.line.record is None and not card.line.own],
        "refusal": refusal,
        "elsewhere": errors.get("with", ""),
    }
    return render(request, "volunteers/shift_hours.html", context, status=422 if refusal else 200)


def _served(lines: list[HoursLine], typed: QueryDict) -> tuple[list[Served], dict[str, str]]:
    served, errors = [], {}
    for line in lines:
        code = line.booking.code
        if line.record is not None or line.own or f"take-{code}" not in typed:
            continue
        start = _moment(line.started_at, typed.get(f"start-{code}", ""))
        end = _moment(line.started_at, typed.get(f"end-{code}", ""))
        if start is None or end is None:
            errors[code] = _("Write the time as 18:30.")
            continue
        if end <= start:
            end += timedelta(days=1)
        served.append(Served(code, start, end, typed.get(f"reason-{code}", "")))
    return served, errors


def _moment(day_of: datetime, text: str) -> datetime | None:
    """The time of day, on the day the shift began."""
    try:
        at = time.fromisoformat(text.strip())
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(timezone.localtime(day_of).date(), at.replace(tzinfo=None)))


def _card(line: HoursLine, typed: Any, errors: dict[str, str]) -> Card:
    code = line.booking.code
    start, end = (timezone.localtime(at).strftime("%H:%M") for at in (line.started_at, line.ended_at))
    if typed is None:
        return Card(line, start, end, "", taken=True)
    return Card(
        line,
        typed.get(f"start-{code}", start),
        typed.get(f"end-{code}", end),
        typed.get(f"reason-{code}", ""),
        f"take-{code}" in typed,
        errors.get(code, ""),
    )
