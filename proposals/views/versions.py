"""What a proposal said each time, with what became different; and taking a reader's words over."""

from itertools import pairwise

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.core import clock
from portal.core.errors import Hidden, Invalid, WrongState
from proposals.actions.suggest_words import take_suggestion
from proposals.enums import Suggestible
from proposals.queries.reading import proposal_to_read
from proposals.queries.versions import changes, cost_lines, versions_for
from proposals.writing import CHECK


@require_safe
def versions_page(request: HttpRequest, contest: str, code: str) -> HttpResponse:
    """All versions that the reader may see, newest first, each with what it changed. Raises Hidden without any."""
    found = proposal_to_read(code, request.user, contest)
    versions = versions_for(found, request.user)
    if not versions:
        raise Hidden
    first, rest = versions[0], list(pairwise(versions))
    context = {
        "proposal": found,
        "contest": found.contest,
        "later": [(version, changes(before, version)) for before, version in reversed(rest)],
        "first": first,
        "first_costs": cost_lines(first),
    }
    return render(request, "proposals/versions.html", context)


@require_POST
def take(request: HttpRequest, code: str, field: str) -> HttpResponse:
    """Put the words a reader suggested in the place of one's own, and go on checking."""
    if field not in Suggestible.values:
        raise Hidden
    try:
        take_suggestion(code=code, field=Suggestible(field), actor=request.user, now=clock.now())
    except (Invalid, WrongState) as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, _("Taken over. You can still change it."))
    return redirect("proposals:write", code, CHECK)
