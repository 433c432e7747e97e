"""One shift: what it is, who may come, and the visitor's own place."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.core import clock
from portal.rosters.enums import BookingState
from volunteers import actions
from volunteers.queries import told, week
from volunteers.queries.looking import may_lead, may_run, shift_to_see


@require_safe
@never_cache
def shift_page(request: HttpRequest, code: str) -> HttpResponse:
    user, now = request.user, clock.now()
    row = week.row(shift_to_see(code), user, now)
    runs = may_run(row.shift, user)
    context = {
        "row": row,
        "shift": row.shift,
        "roster": row.shift.roster,
        "told": told.shift_in_full(row, user, now, can_lead=may_lead(row.shift, user, now), runs=runs),
    }
    return render(request, "volunteers/shift.html", context)


@require_POST
def join(request: HttpRequest, code: str) -> HttpResponse:
    """One tap: a place, or a place in line."""
    booking = actions.join_shift(code=code, actor=request.user, now=clock.now())
    if booking.state == BookingState.WAITLISTED:
        messages.success(request, _("You are on the waiting list and hear when a place becomes free."))
    else:
        messages.success(request, _("You are in. Thank you for looking after the neighbourhood."))
    return redirect("volunteers:shift", code)
