"""Counting, looking at the result before anybody else, publishing it, and the ballot file."""

from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from portal.ballots.models import Poll
from portal.ballots.queries import export_csv, export_pb, result, review
from portal.core import clock
from portal.core.errors import Hidden
from proposals.actions.count_contest import count_contest
from proposals.actions.publish_contest_result import publish_contest_result
from proposals.queries.staff import contest_to_run
from proposals.readiness import counting_refusal, publishing_refusal
from proposals.views.result import result_context
from proposals.views.staff_pages import Question, ask_first, refusal_lines, staff_page, ways_to

FORM_METHODS = ["GET", "HEAD", "POST"]
EXPORTS: dict[str, tuple[Callable[[Poll], Iterator[str]], str]] = {
    "csv": (export_csv, "text/csv; charset=utf-8"),
    "pb": (export_pb, "text/plain; charset=utf-8"),
}


@require_http_methods(FORM_METHODS)
def count(request: HttpRequest, code: str) -> HttpResponse:
    contest, now = contest_to_run(code, request.user), clock.now()
    refusal = counting_refusal(contest, now)
    question = Question(
        title=_("Count the vote"),
        consequences=[
            _("The ballots are counted and kept as counted; counting again changes nothing."),
            _("The result is shown to managers of the sub-district alone until it is published."),
            _("This happens by itself shortly after the close. Do it here only where it has not."),
        ],
        yes=_("Count"),
        obstacles=refusal_lines(refusal) if refusal is not None else (),
    )
    return ask_first(
        request,
        contest,
        question,
        lambda: count_contest(code=code, actor=request.user, now=now),
        _("Counted. Look at the result, then publish it."),
    )


@require_http_methods(FORM_METHODS)
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """The result at a glance, and the button that shows it to everybody."""
    contest, now = contest_to_run(code, request.user), clock.now()
    refusal = publishing_refusal(contest)
    told = contest.proposals.filter(state="published").count()
    question = Question(
        title=_("Publish the result"),
        consequences=[
            _("Everybody can read who was chosen, who was not and why, and download the ballot file."),
            ngettext(
                "The author and the followers of %d proposal are told, once.",
                "The authors and followers of %d proposals are told, once.",
                told,
            )
            % told,
            _("There is no way back."),
        ],
        yes=_("Publish"),
        obstacles=refusal_lines(refusal) if refusal is not None else (),
    )
    if request.method == "POST":
        return ask_first(
            request,
            contest,
            question,
            lambda: publish_contest_result(code=code, actor=request.user, now=now),
            _("Published. Authors and followers are being told."),
        )
    view = result(contest.poll) if contest.poll is not None else None
    context = {"contest": contest, "question": question, "obstacles": question.obstacles, "result": view}
    return staff_page(request, "publish.html", _("Result"), ways_to(contest), context)


@never_cache
@require_GET
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """The result page as residents will see it."""
    contest, now = contest_to_run(code, request.user), clock.now()
    view = result(contest.poll) if contest.poll is not None else None
    if contest.poll is None or view is None:
        raise Hidden
    files = {ending: reverse("contest_ballots", args=[code, ending]) for ending in EXPORTS}
    context = result_context(contest, contest.poll, view, now) | files
    context["review"] = review(contest.poll, request.user, now)
    return render(request, "proposals/staff/result_preview.html", context)


@never_cache
@require_GET
def ballot_file(request: HttpRequest, code: str, ending: str) -> StreamingHttpResponse:
    """The ballot file, for managers from the count on."""
    contest = contest_to_run(code, request.user)
    if contest.poll is None or ending not in EXPORTS:
        raise Hidden
    export, content_type = EXPORTS[ending]
    answer = StreamingHttpResponse(export(contest.poll), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="ballots-{contest.poll.code}.{ending}"'
    return answer
