"""Setting a contest up: from a template in two steps, then its settings, its dates, and the announcement."""

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.queries import subdistricts_managed_by
from portal.core import clock
from portal.core.errors import Invalid, Refusal
from proposals.actions.announce_contest import announce_contest
from proposals.actions.create_contest import create_contest, discard_contest
from proposals.actions.edit_contest import edit_contest
from proposals.actions.plan_phases import plan_phases
from proposals.contest_template import TemplatePlan, read_template
from proposals.models import ContestTemplate
from proposals.queries.staff import contest_to_run, contests_to_copy
from proposals.readiness import missing_for_announcement
from proposals.staff_forms import BeginForm, PhasesForm, SettingsForm, name_form_for
from proposals.views.staff_contest import require_manager
from proposals.views.staff_pages import (
    Question,
    Way,
    ask_first,
    refusal_lines,
    show_refusal,
    staff_page,
    typed,
    ways_to,
)

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(["GET", "HEAD"])
def begin(request: HttpRequest) -> HttpResponse:
    """Step 1: the template, and the sub-district where there is a choice."""
    require_manager(request)
    form = BeginForm(user=request.user)
    templates = [(template, _readable(template)) for template in ContestTemplate.objects.all()]
    context = {
        "form": form,
        "templates": templates,
        "places": subdistricts_managed_by(request.user),
        "earlier": contests_to_copy(request.user),
    }
    return staff_page(request, "begin.html", _("New contest"), [_contests()], context)


@require_http_methods(FORM_METHODS)
def name(request: HttpRequest) -> HttpResponse:
    """Step 2: title, edition and beginning; the POST makes the contest."""
    require_manager(request)
    chosen = BeginForm(request.GET, user=request.user)
    if not chosen.is_valid():
        messages.error(request, _("Choose a template first."))
        return redirect("contest_begin")
    template, subdistrict = chosen.cleaned_data["template"], chosen.cleaned_data["subdistrict"]
    form = name_form_for(subdistrict, typed(request), _a_week_from(clock.now()))
    if request.method == "POST" and form.is_valid():
        try:
            contest = create_contest(
                subdistrict=subdistrict, template=template, actor=request.user, now=clock.now(), **form.cleaned_data
            )
        except Invalid as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The contest is prepared. Nobody but you sees it until it is announced."))
            return redirect("contest_dashboard", code=contest.code)
    context = {"form": form, "template": template, "plan": _readable(template), "subdistrict": subdistrict}
    status = 422 if form.errors else 200
    return staff_page(request, "name.html", _("New contest"), [_contests()], context, status)


@require_http_methods(FORM_METHODS)
def settings(request: HttpRequest, code: str) -> HttpResponse:
    """Settings and texts in one form; what is locked is shown with the reason."""
    contest = contest_to_run(code, request.user)
    form = SettingsForm(typed(request), contest=contest)
    if request.method == "POST" and form.is_valid():
        title = form.cleaned_data["title"]
        try:
            edit_contest(code=code, title=title, settings=form.settings(), actor=request.user, now=clock.now())
        except Refusal as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("contest_dashboard", code=code)
    context, status = {"contest": contest, "form": form}, 422 if form.errors else 200
    return staff_page(request, "settings.html", _("Rules and texts"), ways_to(contest), context, status)


@require_http_methods(FORM_METHODS)
def phases(request: HttpRequest, code: str) -> HttpResponse:
    """All stages in one form."""
    contest, now = contest_to_run(code, request.user), clock.now()
    form = PhasesForm(typed(request), contest=contest, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            plan_phases(code=code, plan=form.plan(), actor=request.user, now=now)
        except Refusal as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The dates are saved."))
            return redirect("contest_dashboard", code=code)
    context, status = {"contest": contest, "form": form, "now": now}, 422 if form.errors else 200
    return staff_page(request, "phases.html", _("Dates"), ways_to(contest), context, status)


@require_http_methods(FORM_METHODS)
def announce(request: HttpRequest, code: str) -> HttpResponse:
    contest, now = contest_to_run(code, request.user), clock.now()
    question = Question(
        title=_("Announce the contest"),
        consequences=[
            _("Everybody can read it from now on, on the site and behind its QR code."),
            _("Budget, limits, votes per person, endorsements and award rule stay as they are."),
            _("Dates that have passed stay; later ones can still be moved."),
            _("There is no way back."),
        ],
        yes=_("Announce"),
        obstacles=list(missing_for_announcement(contest, now).values()),
    )
    return ask_first(
        request,
        contest,
        question,
        lambda: announce_contest(code=code, actor=request.user, now=now),
        _("Announced. Now the poster and the text for the chat groups can go out."),
    )


@require_http_methods(FORM_METHODS)
def discard(request: HttpRequest, code: str) -> HttpResponse:
    contest, now = contest_to_run(code, request.user), clock.now()
    question = Question(
        title=_("Discard the contest"),
        consequences=[_("It was never announced: it is deleted with its settings and dates.")],
        yes=_("Discard"),
        serious=True,
    )
    return ask_first(
        request,
        contest,
        question,
        lambda: discard_contest(code=code, actor=request.user, now=now),
        _("Discarded."),
        to=reverse("contest_index"),
    )


def _contests() -> Way:
    return _("Contests"), reverse("contest_index")


def _readable(template: ContestTemplate) -> TemplatePlan | list[str]:
    """The template's plan, or what is wrong with it."""
    try:
        return read_template(template.data)
    except Invalid as error:
        return refusal_lines(error)


def _a_week_from(now: datetime) -> datetime:
    """Nine in the morning, a week from today."""
    day = timezone.localtime(now).date() + timedelta(days=7)
    return timezone.make_aware(datetime.combine(day, time(9)))
