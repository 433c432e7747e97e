"""The winners of a contest on their way: one list, and a page each whose next step is the one main form."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.models import User
from portal.accounts.phones import normal_phone
from portal.core import clock
from portal.core.errors import Hidden, Invalid, Refusal
from portal.core.private_files import file_answer
from proposals.actions import run_project
from proposals.delivery_forms import (
    AgreementForm,
    ChangeForm,
    InspectorForm,
    LookBackForm,
    MilestoneForm,
    MilestonesForm,
    PaymentForm,
)
from proposals.enums import ChangeOf, InspectorFrom, NextStep
from proposals.models import Contest, Proposal
from proposals.queries.delivery import Delivery, deliveries_of, delivery_of, winners
from proposals.queries.staff import contest_to_run
from proposals.views.staff_pages import show_refusal, staff_page, ways_to

MAIN: dict[NextStep, type[forms.Form]] = {
    NextStep.AGREEMENT: AgreementForm,
    NextStep.FIRST_PAYMENT: PaymentForm,
    NextStep.MILESTONE: MilestoneForm,
    NextStep.SECOND_PAYMENT: PaymentForm,
    NextStep.INSPECTORS: InspectorForm,
    NextStep.LAST_PAYMENT: PaymentForm,
    NextStep.LOOK_BACK: LookBackForm,
}


@require_safe
def projects(request: HttpRequest, code: str) -> HttpResponse:
    """All winners, what each waits for, and what was paid. Raises Hidden."""
    contest = contest_to_run(code, request.user)
    chosen = list(winners(contest, clock.now()))
    begun = deliveries_of(chosen)
    lines = [(proposal, begun.get(proposal.pk)) for proposal in chosen]
    certified = contest.poll is not None and contest.poll.certified_at is not None
    context = {"contest": contest, "lines": lines, "certified": certified}
    return staff_page(request, "projects.html", _("Carrying it out"), ways_to(contest), context)


@require_http_methods(["GET", "HEAD", "POST"])
def project(request: HttpRequest, code: str, proposal: str) -> HttpResponse:
    """One winner: begin it, or do its next step; name inspectors and write changes beside it. Raises Hidden."""
    contest = contest_to_run(code, request.user)
    found = winners(contest, clock.now()).filter(code=proposal).first()
    if found is None:
        raise Hidden
    delivery = delivery_of(found)
    if delivery is None:
        return _begin(request, contest, found)
    asked = request.POST.get("act", "")
    main = MAIN.get(delivery.next_step)
    coming = delivery.coming_milestone
    initial = {"position": coming.position} if coming is not None else {}
    step_form = (
        main(request.POST if asked == "step" else None, request.FILES or None, initial=initial) if main else None
    )
    change_form = ChangeForm(request.POST if asked == "change" else None)
    inspector_form = InspectorForm(request.POST if asked == "inspector" else None)
    bound = {"step": step_form, "change": change_form, "inspector": inspector_form}.get(asked)
    if asked == "drop":
        return _drop(request, contest, found)
    if request.method == "POST" and bound is not None and bound.is_valid():
        try:
            _do(request, delivery, asked, bound)
        except Refusal as error:
            show_refusal(bound, error)
        else:
            messages.success(request, _("Done."))
            return redirect("contest_project", code, proposal)
    context = {
        "contest": contest,
        "proposal": found,
        "delivery": delivery,
        "project": delivery.project,
        "form": step_form,
        "change_form": change_form,
        "inspector_form": inspector_form,
        "may_look_back": delivery.may_look_back(timezone.localdate()),
        "more_inspectors": delivery.next_step in (NextStep.MILESTONE, NextStep.SECOND_PAYMENT, NextStep.INSPECTION),
    }
    status = 422 if request.method == "POST" else 200
    return staff_page(request, "project.html", found.title, _ways(contest), context, status)


@require_safe
def agreement(request: HttpRequest, code: str, proposal: str) -> HttpResponse:
    """The signed agreement, for managers. Raises Hidden."""
    contest = contest_to_run(code, request.user)
    found = winners(contest, clock.now()).filter(code=proposal, project__agreed_on__isnull=False).first()
    if found is None:
        raise Hidden
    return file_answer(request, found.project.agreement, "image/jpeg", public=False)


def _drop(request: HttpRequest, contest: Contest, found: Proposal) -> HttpResponse:
    try:
        person = request.POST.get("person", "")
        run_project.drop_inspector(code=found.code, person_code=person, actor=request.user, now=clock.now())
    except Hidden:
        raise
    except Refusal as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Done."))
    return redirect("contest_project", contest.code, found.code)


def _begin(request: HttpRequest, contest: Contest, found: Proposal) -> HttpResponse:
    form = MilestonesForm(request.POST if request.method == "POST" else None, today=timezone.localdate())
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            run_project.begin_project(
                code=found.code, milestones=form.milestones(), actor=request.user, now=clock.now()
            )
        except Refusal as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Begun. Everybody can follow it now."))
            return redirect("contest_project", contest.code, found.code)
    if request.method == "POST":
        status = 422
    context = {"contest": contest, "proposal": found, "form": form}
    return staff_page(request, "project_begin.html", found.title, _ways(contest), context, status)


def _do(request: HttpRequest, delivery: Delivery, asked: str, form: Any) -> None:
    """What the form asks for, by the step the project waits for."""
    told = form.cleaned_data
    common = {"code": delivery.project.proposal.code, "actor": request.user, "now": clock.now()}
    if asked == "change":
        _change(told, common)
    elif asked == "inspector" or delivery.next_step is NextStep.INSPECTORS:
        home = delivery.project.proposal.contest.subdistrict_id
        residents = User.objects.filter(resident__verified_at__isnull=False, resident__community__subdistrict=home)
        person = residents.filter(phone=normal_phone(told["phone"])).first()
        if person is None:
            raise Invalid(phone=_("No confirmed resident has this number."))
        run_project.name_inspector(person=person, comes_from=InspectorFrom(told["comes_from"]), **common)
    else:
        _STEPS[delivery.next_step](told, common, delivery)


def _change(told: dict[str, Any], common: dict[str, Any]) -> None:
    given = [
        (what, value)
        for what, value in (
            (ChangeOf.COST, told["cost"]),
            (ChangeOf.TIME, told["day"]),
            (ChangeOf.CONTENT, told["content"]),
        )
        if value
    ]
    if len(given) != 1:
        raise Invalid(reason=_("Change one thing at a time: the cost, the day or the content."))
    [(what, value)] = given
    run_project.change_project(what=what, after=value, reason=told["reason"], **common)


def _pay(told: dict[str, Any], common: dict[str, Any], delivery: Delivery) -> None:
    payment = delivery.next_payment
    assert payment is not None  # the step says that one is left  # noqa: S101
    run_project.pay_part(number=payment.number, **told, **common)


def _report(told: dict[str, Any], common: dict[str, Any], delivery: Delivery) -> None:
    photos = [(told["photo"], told["alt"])] if told["photo"] else []
    run_project.finish_milestone(position=told["position"], text=told["text"], photos=photos, **common)


def _look_back(told: dict[str, Any], common: dict[str, Any], delivery: Delivery) -> None:
    run_project.look_back(still_used=told["still_used"] == "yes", lesson=told["lesson"], **common)


_STEPS: dict[NextStep, Callable[[dict[str, Any], dict[str, Any], Delivery], object]] = {
    NextStep.AGREEMENT: lambda told, common, delivery: run_project.sign_agreement(**told, **common),
    NextStep.FIRST_PAYMENT: _pay,
    NextStep.MILESTONE: _report,
    NextStep.SECOND_PAYMENT: _pay,
    NextStep.LAST_PAYMENT: _pay,
    NextStep.LOOK_BACK: _look_back,
}


def _ways(contest: Contest) -> list[Any]:
    return [*ways_to(contest), (_("Carrying it out"), reverse("contest_projects", args=[contest.code]))]
