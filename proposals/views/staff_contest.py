"""A manager's contests, and one of them with its dates, its duties and its figures."""

from datetime import datetime
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.accounts.queries import subdistricts_managed_by
from portal.core import clock
from portal.core.errors import Hidden
from portal.core.sharing import digest, short_address
from proposals.actions.edit_contest import locked_settings
from proposals.checklist import duties, pressing
from proposals.models import Contest
from proposals.posters import contest_poster
from proposals.queries.contests import progress
from proposals.queries.staff import contest_to_run, managed_contests, numbers
from proposals.readiness import missing_for_announcement
from proposals.views.shown import chip_of
from proposals.views.staff_pages import staff_page
from proposals.wording import what_next


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All contests of the sub-districts one manages: where each stands and what it needs."""
    require_manager(request)
    now = clock.now()
    by_kind = groupby(managed_contests(request.user), key=lambda contest: contest.is_history)
    groups = [{"is_history": kind, "rows": [_row(contest, now) for contest in group]} for kind, group in by_kind]
    return staff_page(request, "contests.html", _("Contests"), [], {"groups": groups})


def _row(contest: Contest, now: datetime) -> dict[str, Any]:
    return {
        "contest": contest,
        "chip": chip_of(contest, now) if contest.announced_at else (_("being prepared"), "wait"),
        "next": what_next(contest, now),
        "duty": pressing(contest, now),
    }


@require_GET
def dashboard(request: HttpRequest, code: str) -> HttpResponse:
    """One contest: phase line, what to do next, figures, and what to hand out."""
    contest, now = contest_to_run(code, request.user), clock.now()
    missing = missing_for_announcement(contest, now) if contest.announced_at is None else {}
    address = short_address(request, contest.code)
    context = {
        "contest": contest,
        "steps": progress(contest, now),
        "duties": [] if contest.is_history else duties(contest, now, missing),
        "numbers": numbers(contest, now),
        "locked": locked_settings(contest),
        "now": now,
        "address": address,
        "digest": digest(contest_poster(contest, now), address) if contest.announced_at else "",
        "proposals_url": f"{reverse('contest_proposals')}?contest={contest.code}",
    }
    return staff_page(request, "dashboard.html", contest.title, [(_("Contests"), reverse("contest_index"))], context)


def require_manager(request: HttpRequest) -> None:
    """Raises Hidden for somebody who manages no sub-district."""
    if not subdistricts_managed_by(request.user).exists():
        raise Hidden
