"""An owners' sounding as residents see it: the question, one's own vote, and after it closed the result."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from councils.actions.owners import vote_as_owner
from councils.owners_enums import OwnerChoice
from councils.owners_shown import label, result_told
from councils.queries import owners as read
from portal.core import clock
from portal.core.ratelimit import limit_request

VOTES_PER_MINUTE = 20


@require_safe
@never_cache
def sounding_page(request: HttpRequest, code: str) -> HttpResponse:
    """Names beside votes are for the owners of this roll and its staff only."""
    sounding, now = read.sounding_to_see(code, request.user), clock.now()
    seen = read.seen_sounding(sounding, request.user, now)
    context = {
        "sounding": sounding,
        "seen": seen,
        "label": label(),
        "choices": list(OwnerChoice),
        "result": result_told(seen.result, sounding.matter) if seen.result else None,
        "votes": read.recorded_votes(sounding, request.user, now),
        "units": list(seen.head.units.all()) if seen.head else [],
    }
    return render(request, "councils/owners/sounding.html", context)


@require_POST
def vote(request: HttpRequest, code: str) -> HttpResponse:
    sounding = read.sounding_to_see(code, request.user)
    if not request.user.is_authenticated:
        return redirect_to_login(sounding.get_absolute_url(), settings.LOGIN_URL)
    limit_request(request, "councils.owner_vote", VOTES_PER_MINUTE)
    vote_as_owner(code=code, choice=request.POST.get("choice", ""), actor=request.user, now=clock.now())
    messages.success(request, _("Your choice is recorded. You can change it until it closes."))
    return redirect(sounding)
