"""Helping somebody to vote at the counter: find them on the roll, give the ballot as they say it, print the receipt."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.ballots import queries
from portal.ballots.models import RollEntry
from portal.core import clock
from portal.core.errors import Hidden, Refusal
from proposals.actions.run_papers import help_to_vote
from proposals.models import Contest
from proposals.views.staff_pages import refusal_lines, staff_page
from proposals.views.staff_papers import FOUND_AT_MOST, paper_ways, with_poll


@require_http_methods(["GET", "HEAD"])
@never_cache
def counter(request: HttpRequest, code: str) -> HttpResponse:
    """Finds people on the roll. Whether somebody has voted is not shown here. Raises Hidden."""
    contest, poll = with_poll(request, code)
    words = request.GET.get("q", "")
    context = {
        "contest": contest,
        "words": words,
        "people": list(queries.found_on_roll(poll, words)[:FOUND_AT_MOST]),
        "open": poll.is_open(clock.now()),
    }
    return staff_page(request, "counter.html", _("Help at the counter"), paper_ways(contest), context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def vote(request: HttpRequest, code: str, person: str) -> HttpResponse:
    """The ballot of one person: choose, read it out once more, then give it. Raises Hidden."""
    contest, poll = with_poll(request, code)
    entry = poll.roll.entries.select_related("user__resident__community").filter(user__code=person).first()
    if entry is None:
        raise Hidden
    options = list(poll.options.filter(withdrawn_at=None).order_by("position", "pk"))
    chosen = [option for option in options if option.code in request.POST.getlist("option")]
    obstacles, status = list[str](), 200
    if request.method == "POST" and "sure" in request.POST:
        try:
            answer = help_to_vote(
                code=code,
                person=person,
                option_codes=[option.code for option in chosen],
                actor=request.user,
                now=clock.now(),
            )
        except Refusal as error:
            obstacles, status = refusal_lines(error), error.status
        else:
            return _given(request, contest, entry, answer.receipt)
    elif request.method == "POST":
        obstacles = _short(len(chosen), poll.slots)
        status = 422 if obstacles else 200
    context = {
        "contest": contest,
        "poll": poll,
        "entry": entry,
        "options": options,
        "chosen": chosen,
        "asked": request.method == "POST" and not obstacles,
        "obstacles": obstacles,
    }
    return staff_page(request, "counter_vote.html", _("Ballot with help"), paper_ways(contest), context, status)


def _short(number: int, slots: int) -> list[str]:
    if not number:
        return [_("Nothing has been chosen yet.")]
    return [_("At most %d, please.") % slots] if number > slots else []


def _given(request: HttpRequest, contest: Contest, entry: RollEntry, receipt: str) -> HttpResponse:
    context = {"contest": contest, "entry": entry, "receipt": receipt}
    return staff_page(request, "counter_given.html", _("The ballot is in"), paper_ways(contest), context)
