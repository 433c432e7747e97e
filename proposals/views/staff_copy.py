"""An earlier contest used again: copied with its dates moved, or kept as a template for all."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.core import clock
from portal.core.errors import Refusal
from proposals.actions.create_contest import copy_contest
from proposals.actions.keep_template import keep_template
from proposals.contest_template import plan_of
from proposals.models import Contest
from proposals.queries.staff import contest_to_run
from proposals.schedule import next_year, present_plan
from proposals.staff_forms import KeepForm, name_form_for
from proposals.views.staff_pages import show_refusal, staff_page, typed, ways_to

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_METHODS)
def copy(request: HttpRequest, code: str) -> HttpResponse:
    """Title, edition and beginning of the new contest; the POST makes it and leads to its dates."""
    contest, now = contest_to_run(code, request.user), clock.now()
    stages = present_plan(contest.phases.all())
    form = name_form_for(contest.subdistrict, typed(request), next_year(stages[0].opens_at if stages else now, now))
    if request.method == "POST" and form.is_valid():
        try:
            made = copy_contest(code=code, actor=request.user, now=now, **form.cleaned_data)
        except Refusal as error:
            show_refusal(form, error)
        else:
            messages.success(
                request,
                _("Copied. All dates have moved along: look at holidays and weekends, save, and announce the contest."),
            )
            return redirect("contest_phases", code=made.code)
    return _page(request, "copy.html", _("Copy for a new contest"), contest, form)


@require_http_methods(FORM_METHODS)
def keep(request: HttpRequest, code: str) -> HttpResponse:
    """The name of the template; the POST keeps it."""
    contest = contest_to_run(code, request.user)
    form = KeepForm(typed(request), initial={"name": contest.title})
    if request.method == "POST" and form.is_valid():
        try:
            keep_template(code=code, name=form.cleaned_data["name"], actor=request.user, now=clock.now())
        except Refusal as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Kept. It is offered to everybody who sets a contest up."))
            return redirect("contest_dashboard", code=code)
    return _page(request, "keep.html", _("Keep as a template"), contest, form)


def _page(request: HttpRequest, template: str, title: str, contest: Contest, form: object) -> HttpResponse:
    plan = plan_of(contest) if contest.phases.all() else [_("It has no dates.")]
    context = {"contest": contest, "form": form, "plan": plan}
    status = 422 if getattr(form, "errors", None) else 200
    return staff_page(request, template, title, ways_to(contest), context, status)
