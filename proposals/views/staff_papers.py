"""Votes on paper and by proxy: sign-in sheets, their scans, their boxes, and what is printed for them."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.ballots import actions, queries
from portal.ballots.enums import Channel, Secrecy, SheetState
from portal.ballots.models import AssistedVotes, Poll, PollOption, SignInSheet
from portal.core import clock
from portal.core.crumbs import Way
from portal.core.errors import Hidden, Refusal
from portal.core.printing import render_pdf
from portal.core.private_files import file_answer
from proposals.actions.run_papers import contest_sheet, enter_contest_box, open_contest_sheet, sign_in_voter
from proposals.models import Contest
from proposals.paper_forms import SheetForm, read_piles, typed_piles
from proposals.queries.staff import contest_to_run
from proposals.views.staff_pages import refusal_lines, staff_page, typed, ways_to

FOUND_AT_MOST = 20
PAGE_OF_BALLOTS, HALF_A_SHEET = 2, 5


@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: HttpRequest, code: str) -> HttpResponse:
    """All sheets, what to print, and a form for a new sheet. Raises Hidden."""
    contest, poll = with_poll(request, code)
    form, obstacles, status = SheetForm(typed(request)), list[str](), 200
    if request.method == "POST":
        if form.is_valid():
            try:
                sheet = open_contest_sheet(code=code, actor=request.user, now=clock.now(), **form.cleaned_data)
            except Refusal as error:
                obstacles, status = refusal_lines(error), error.status
            else:
                return redirect("contest_paper_sheet", code, sheet.code)
        else:
            status = 422
    context = {
        "contest": contest,
        "poll": poll,
        "form": form,
        "obstacles": obstacles,
        "sheets": list(queries.sheets_of(poll)),
        "assisted": list(AssistedVotes.objects.filter(poll=poll).select_related("by")),
        "secret": poll.secrecy == Secrecy.SECRET,
        "open": poll.is_open(clock.now()),
    }
    return staff_page(request, "papers.html", _("Paper and counter"), ways_to(contest), context, status)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, code: str, sheet: str) -> HttpResponse:
    """One sheet with its people, scans and box; the POST signs the person in `person` in. Raises Hidden."""
    contest, _poll = with_poll(request, code)
    found = contest_sheet(code, sheet, request.user)
    obstacles, status = list[str](), 200
    if request.method == "POST":
        try:
            sign_in_voter(
                code=code,
                sheet=sheet,
                person=request.POST.get("person", ""),
                paper_in_box="paper_in_box" in request.POST,
                proxy=request.POST.get("proxy", ""),
                authorisation=request.FILES.get("authorisation"),
                options=request.POST.getlist("option") or None,
                actor=request.user,
                now=clock.now(),
            )
        except Hidden:
            raise
        except Refusal as error:
            obstacles, status = refusal_lines(error), error.status
        else:
            messages.success(request, _("On the sheet."))
            return redirect("contest_paper_sheet", code, sheet)
    return _sheet_page(request, contest, found, obstacles, status)


@require_POST
def act(request: HttpRequest, code: str, sheet: str) -> HttpResponse:
    """What is done to a sheet as a whole: `act` is close, confirm, reopen, recount, drop, scan, unscan or off."""
    contest, _poll = with_poll(request, code)
    found, now = contest_sheet(code, sheet, request.user), clock.now()
    actor: Any = request.user
    acts: dict[str, Callable[[], object]] = {
        "close": lambda: actions.close_sheet(sheet=found, actor=actor, now=now),
        "confirm": lambda: actions.confirm_sheet(sheet=found, actor=actor, now=now),
        "reopen": lambda: actions.reopen_sheet(sheet=found, actor=actor, now=now),
        "recount": lambda: actions.recount_box(sheet=found, actor=actor, now=now),
        "drop": lambda: actions.drop_sheet(sheet=found, reason=request.POST.get("reason", ""), actor=actor, now=now),
        "scan": lambda: _scans(request, found, actor),
        "unscan": lambda: actions.remove_scan(sheet=found, scan_code=request.POST.get("which", ""), actor=actor),
        "off": lambda: actions.take_off(sheet=found, voter_code=request.POST.get("which", ""), actor=actor),
    }
    asked = acts.get(request.POST.get("act", ""))
    if asked is None:
        raise Hidden
    try:
        asked()
    except Hidden:
        raise
    except Refusal as error:
        return _sheet_page(request, contest, found, refusal_lines(error), error.status)
    messages.success(request, _("Done."))
    return redirect("contest_paper_sheet", code, sheet)


@require_http_methods(["GET", "HEAD", "POST"])
def box(request: HttpRequest, code: str, sheet: str) -> HttpResponse:
    """One teller's count of a sheet's box; the other teller's is never shown. Raises Hidden."""
    contest, poll = with_poll(request, code)
    found = contest_sheet(code, sheet, request.user)
    options = list(poll.options.order_by("position", "pk"))
    mine = found.box_counts.filter(by=request.user.pk).first()
    text, invalid = (typed_piles(mine.piles, options), str(mine.invalid)) if mine else ("", "0")
    obstacles, status = list[str](), 200
    if request.method == "POST":
        text, invalid = request.POST.get("piles", ""), request.POST.get("invalid", "").strip() or "0"
        try:
            entered = enter_contest_box(
                code=code,
                sheet=sheet,
                piles=read_piles(text, options),
                invalid=int(invalid) if invalid.isdecimal() else -1,
                actor=request.user,
                now=clock.now(),
            )
        except Refusal as error:
            obstacles, status = _by_line(error), error.status
        else:
            messages.success(request, _box_words(entered))
            return redirect("contest_paper_sheet", code, sheet)
    context = {
        "contest": contest,
        "sheet": found,
        "options": options,
        "slots": poll.slots,
        "text": text,
        "invalid": invalid,
        "obstacles": obstacles,
    }
    return staff_page(request, "box_count.html", _("Count the box"), paper_ways(contest, found), context, status)


@require_safe
def scan(request: HttpRequest, code: str, sheet: str, scan: str) -> HttpResponse:
    """A picture of a sheet or an authorisation, for the contest's managers. Raises Hidden."""
    found = contest_sheet(code, sheet, request.user).scans.filter(code=scan).first()
    if found is None:
        raise Hidden
    return file_answer(request, found.image, "image/jpeg", public=False)


@require_safe
def ballots(request: HttpRequest, code: str) -> HttpResponse:
    """The ballot paper to print, two to a sheet where they are short. Raises Hidden."""
    contest, poll = with_poll(request, code)
    options: list[PollOption] = list(poll.options.filter(withdrawn_at=None).order_by("position", "pk"))
    every = {option.pk: number for number, option in enumerate(poll.options.order_by("position", "pk"), start=1)}
    lines = [(every[option.pk], option) for option in options]
    context = {"contest": contest, "poll": poll, "lines": lines, "copies": range(_copies(len(lines)))}
    return render_pdf(request, "proposals/staff/ballot_sheet.html", context, f"ballot-{code}.pdf")


@require_safe
def sign_in_list(request: HttpRequest, code: str) -> HttpResponse:
    """The roll as a list to sign on, by community. It names people: for managers alone. Raises Hidden."""
    contest, poll = with_poll(request, code)
    context = {"contest": contest, "poll": poll, "people": queries.roll_people(poll)}
    return render_pdf(request, "proposals/staff/sign_in_sheet.html", context, f"sign-in-{code}.pdf")


def with_poll(request: HttpRequest, code: str) -> tuple[Contest, Poll]:
    """A contest with a vote that the reader manages. Raises Hidden."""
    contest = contest_to_run(code, request.user)
    if contest.poll is None or contest.is_history:
        raise Hidden
    return contest, contest.poll


def _sheet_page(
    request: HttpRequest, contest: Contest, found: SignInSheet, obstacles: Sequence[str], status: int
) -> HttpResponse:
    found = queries.sheets_of(found.poll).get(pk=found.pk)
    poll, words = found.poll, request.GET.get("q", "")
    on_paper = found.channel == Channel.PAPER
    with_box = on_paper and poll.secrecy == Secrecy.SECRET and found.state == SheetState.CONFIRMED
    context = {
        "contest": contest,
        "poll": poll,
        "sheet": found,
        "obstacles": obstacles,
        "lines": list(queries.lines_of(found)),
        "scans": list(found.scans.select_related("authorises")),
        "words": words,
        "people": list(queries.found_on_roll(poll, words)[:FOUND_AT_MOST]),
        "on_paper": on_paper,
        "recorded": on_paper and poll.secrecy == Secrecy.RECORDED,
        "options": list(poll.options.filter(withdrawn_at=None).order_by("position", "pk")),
        "with_box": with_box,
        "tellers": [count.by for count in found.box_counts.select_related("by")],
        "differing": queries.differing_options(found),
        "closed": poll.closes_at <= clock.now(),
        "counted": poll.counted_at is not None,
    }
    return staff_page(request, "paper_sheet.html", found.place, paper_ways(contest), context, status)


def paper_ways(contest: Contest, found: SignInSheet | None = None) -> list[Way]:
    """The crumbs to a page about paper, or about one sheet."""
    ways = [*ways_to(contest), (_("Paper and counter"), reverse("contest_papers", args=[contest.code]))]
    if found is None:
        return ways
    return [*ways, (found.place, reverse("contest_paper_sheet", args=[contest.code, found.code]))]


def _scans(request: HttpRequest, found: SignInSheet, actor: Any) -> None:
    for upload in request.FILES.getlist("scan"):
        actions.add_scan(sheet=found, upload=upload, actor=actor)


def _by_line(error: Refusal) -> list[str]:
    return [line for said in refusal_lines(error) for line in said.split("\n")]


def _box_words(entered: SignInSheet) -> str:
    if entered.papers is not None:
        return _("Both of you found the same: the box stands.")
    if entered.box_counts.count() > 1:
        return _("Kept, but the two counts differ. Look at the papers together and enter again.")
    return _("Kept. A second person counts the box now.")


def _copies(options: int) -> int:
    """Two ballots on a sheet of A4 where each fits on half of it."""
    return PAGE_OF_BALLOTS if options <= HALF_A_SHEET else 1
