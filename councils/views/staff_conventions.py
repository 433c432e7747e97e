"""Conventions in the staff area: begin, write, answer warnings, move with evidence, enter and confirm the count."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from councils.actions.conventions import (
    answer_warning,
    begin_version,
    confirm_count,
    enter_count,
    enter_count_of_motion,
    move_version,
    write_articles,
)
from councils.conventions_enums import ConventionEvent, Head
from councils.conventions_forms import ArticlesForm, BeginForm, CountForm, MotionCountForm, StepForm
from councils.conventions_lifecycle import VOTABLE, WRITABLE
from councils.models import ConventionVersion
from councils.queries import conventions as read
from councils.queries.adoption import motion_of_count, motions_that_count
from councils.queries.wordings import unanswered
from portal.accounts.staff_acts import do, require_office, show_refusal
from portal.core import clock
from portal.core.crumbs import Way, crumbs
from portal.core.errors import Hidden, Invalid, Refusal, WrongState

AT_MOST = 200


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    require_office(request)
    context = {"versions": read.versions_on_desk(request.user)[:AT_MOST], "form": BeginForm(user=request.user)}
    return page_of_conventions(request, "index.html", _("Residents' conventions"), [], context)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    require_office(request)
    form = BeginForm(request.POST, user=request.user)
    if not form.is_valid():
        raise Hidden
    try:
        version = begin_version(community=form.cleaned_data["community"], actor=request.user, now=clock.now())
    except Hidden:
        raise
    except Refusal as error:
        messages.error(request, error.message)
        return redirect("conventions_staff")
    return redirect("conventions_version", version.code)


@require_safe
def version(request: HttpRequest, code: str) -> HttpResponse:
    """The text, what the linter warns of, the steps there were, and what can be done next."""
    return _shown(request, read.version_in_care_of(code, request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, code: str) -> HttpResponse:
    found = read.version_in_care_of(code, request.user)
    texts = {head.value: "\n".join(each.text for each in found.articles.all() if each.head == head) for head in Head}
    form = ArticlesForm(request.POST if request.method == "POST" else None, initial=texts)
    if request.method == "POST" and form.is_valid():
        try:
            write_articles(code=code, texts=form.texts(), actor=request.user, now=clock.now())
        except Hidden:
            raise
        except Refusal as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Saved. Look at the warnings, if there are any."))
            return redirect("conventions_version", code)
    return page_of_conventions(
        request,
        "write.html",
        _("Write the articles"),
        [way_to_version(found)],
        {"form": form},
        422 if form.errors else 200,
    )


@require_POST
def answer(request: HttpRequest, code: str) -> HttpResponse:
    read.version_in_care_of(code, request.user)
    sent = request.POST

    def act() -> None:
        number = sent.get("article", "")
        answer_warning(
            code=code,
            article=int(number) if number.isdecimal() else 0,
            key=sent.get("key", ""),
            answer=sent.get("answer", ""),
            actor=request.user,
            now=clock.now(),
        )

    return do(request, act, _("Noted."), reverse("conventions_version", args=[code]))


@require_POST
def move(request: HttpRequest, code: str, event: str) -> HttpResponse:
    """One step, with its evidence; what is missing is said beside the question."""
    found = read.version_in_care_of(code, request.user)
    if event not in ConventionEvent.values:
        raise Hidden
    step = ConventionEvent(event)
    form = StepForm(request.POST, version=found, event=step)
    if form.is_valid():
        try:
            move_version(code=code, event=step, shown=form.shown(), actor=request.user, now=clock.now())
        except Hidden:
            raise
        except Invalid as error:
            show_refusal(form, error)
        except Refusal as error:
            messages.error(request, error.message)
            return redirect("conventions_version", code)
        else:
            messages.success(request, _("The step is on record."))
            return redirect("conventions_version", code)
    return _shown(request, found, step_form=(step, form))


@require_POST
def count(request: HttpRequest, code: str) -> HttpResponse:
    found = read.version_in_care_of(code, request.user)
    form = CountForm(request.POST)
    if form.is_valid():
        try:
            enter_count(code=code, figures=form.figures(), actor=request.user, now=clock.now())
        except Invalid as error:
            show_refusal(form, error)
        except Hidden:
            raise
        except Refusal as error:
            messages.error(request, error.message)
            return redirect("conventions_version", code)
        else:
            messages.success(request, _("Entered. Somebody else confirms the figures from the signed record."))
            return redirect("conventions_version", code)
    return _shown(request, found, count_form=form)


@require_POST
def count_motion(request: HttpRequest, code: str) -> HttpResponse:
    """The votes of a meeting held here, with those on paper and by proxy."""
    found = read.version_in_care_of(code, request.user)
    form = MotionCountForm(request.POST, motions=motions_that_count(found))
    if form.is_valid():
        try:
            enter_count_of_motion(
                code=code,
                motion_code=form.cleaned_data["motion"].code,
                women=form.cleaned_data["women"],
                lines=form.lines(),
                actor=request.user,
                now=clock.now(),
            )
        except Invalid as error:
            show_refusal(form, error)
        except Hidden:
            raise
        except Refusal as error:
            messages.error(request, error.message)
            return redirect("conventions_version", code)
        else:
            messages.success(request, _("Entered. Somebody else confirms the figures from the signed record."))
            return redirect("conventions_version", code)
    return _shown(request, found, motion_form=form)


@require_POST
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    found = read.version_in_care_of(code, request.user)
    waiting = read.count_to_confirm(found)

    def act() -> None:
        given = request.POST.get("count", "")
        if waiting is None or waiting.code != given:
            raise WrongState(_("These figures stand already, or others took their place."))
        confirm_count(code=given, record=request.POST.get("record", ""), actor=request.user, now=clock.now())

    return do(request, act, _("Confirmed: the count decides."), reverse("conventions_version", args=[code]))


def _shown(
    request: HttpRequest,
    found: ConventionVersion,
    step_form: tuple[ConventionEvent, StepForm] | None = None,
    count_form: CountForm | None = None,
    motion_form: MotionCountForm | None = None,
) -> HttpResponse:
    sent, sent_form = step_form or (None, None)
    steps = [
        (event, sent_form if event == sent else StepForm(version=found, event=event))
        for event in read.next_events(found, request.user)
    ]
    wrong = any(form is not None for form in (sent_form, count_form, motion_form))
    votable = found.state in VOTABLE and found.body is not None
    motions = motions_that_count(found)
    if votable and motion_form is None and motions.exists():
        motion_form = MotionCountForm(motions=motions)
    waiting = read.count_to_confirm(found) if votable else None
    confirmed = read.confirmed_count(found)
    context = {
        "version": found,
        "heads": read.by_head(found),
        "warned": read.warnings(found),
        "steps": list(found.steps.all()),
        "forms": steps,
        "writable": found.state in WRITABLE,
        "count_form": (count_form or CountForm()) if votable else None,
        "motion_form": motion_form if votable else None,
        "waiting": waiting,
        "count": confirmed,
        "motion": motion_of_count(confirmed or waiting),
        "wordings": unanswered(found).count(),
        "before": found.convention.versions.filter(number__lt=found.number).order_by("-number").first(),
    }
    title = _("%(community)s, version %(number)d") % {"community": found.convention, "number": found.number}
    ways = [(_("Residents' conventions"), reverse("conventions_staff"))]
    return page_of_conventions(request, "version.html", title, ways, context, 422 if wrong else 200)


def way_to_version(found: ConventionVersion) -> Way:
    return str(found), reverse("conventions_version", args=[found.code])


def page_of_conventions(
    request: HttpRequest, template: str, title: str, ways: Sequence[Way], context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page in Wagtail's frame; `ways` are the crumbs before it."""
    frame = {"header_title": title, "header_icon": "doc-full", "breadcrumbs_items": crumbs(*ways, (title, ""))}
    return render(request, f"councils/conventions/staff/{template}", frame | context, status=status)
