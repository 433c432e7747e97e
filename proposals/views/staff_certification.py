"""The managers' desk after publication: objections, ballots left out, the certificate."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from portal.ballots import queries
from portal.ballots.enums import Blocker, Decision, ExclusionKind
from portal.ballots.models import Certificate, Poll, Signal, SignalCheck
from portal.ballots.tally.signals import SINGLE
from portal.core import clock
from portal.core.errors import Hidden, Refusal
from proposals.actions.certify_contest import (
    certify_contest,
    decide_ballot_exclusion,
    decide_contest_signal,
    explain_contest_signal,
    look_at_contest,
    propose_ballot_exclusion,
    propose_ballot_restoration,
    put_result_forward,
    quarantine_contest_signal,
)
from proposals.actions.object_to_result import answer_contest_objection
from proposals.models import Contest
from proposals.queries.staff import contest_to_run
from proposals.staff_forms import AnswerForm, ExclusionForm
from proposals.views.staff_pages import refusal_lines, show_refusal, staff_page, typed, ways_to

FORM_METHODS = ["GET", "HEAD", "POST"]
STEPS = {
    Blocker.NOT_PUBLIC: (gettext_lazy("The result is published"), "contest_result"),
    Blocker.WINDOW_OPEN: (gettext_lazy("The time for objections is over"), ""),
    Blocker.UNANSWERED: (gettext_lazy("All objections are answered"), "contest_objections"),
    Blocker.UNCHECKED: (
        gettext_lazy("How the ballots came has been looked at, and what was noticed is settled"),
        "contest_signals",
    ),
    Blocker.UNDECIDED: (gettext_lazy("All proposals to leave ballots out are decided"), "contest_exclusions"),
}


@require_http_methods(["GET", "HEAD"])
def objections(request: HttpRequest, code: str) -> HttpResponse:
    """What residents hold against the result, the unanswered first."""
    contest, poll = _counted(code, request.user)
    found = sorted(poll.objections.select_related("by__resident", "answered_by"), key=lambda each: bool(each.answer))
    context = {"contest": contest, "poll": poll, "objections": found, "counts": queries.objection_counts(poll)}
    return staff_page(request, "objections.html", _("Objections"), ways_to(contest), context)


@require_http_methods(FORM_METHODS)
def answer(request: HttpRequest, code: str, objection: str) -> HttpResponse:
    """One objection and the form for its answer."""
    contest, poll = _counted(code, request.user)
    found = poll.objections.select_related("by__resident", "answered_by").filter(code=objection).first()
    if found is None:
        raise Hidden
    form, status = AnswerForm(typed(request)), 200
    if request.method == "POST" and form.is_valid():
        given = {"upheld": form.cleaned_data["verdict"] == "upheld", "answer": form.cleaned_data["answer"]}
        try:
            answer_contest_objection(code=code, objection_code=objection, actor=request.user, now=clock.now(), **given)
        except Refusal as error:
            show_refusal(form, error)
            status = error.status
        else:
            messages.success(request, _("Answered. The objector is being told."))
            return redirect("contest_objections", code=code)
    elif request.method == "POST":
        status = 422
    context = {"contest": contest, "objection": found, "form": form}
    return staff_page(request, "objection.html", _("Answer an objection"), ways_to(contest), context, status)


@require_http_methods(FORM_METHODS)
def exclusions(request: HttpRequest, code: str) -> HttpResponse:
    """Ballots left out or proposed to be, and the form that proposes one."""
    contest, poll = _counted(code, request.user)
    form, status = ExclusionForm(typed(request)), 200
    if request.method == "POST" and form.is_valid():
        terms = form.cleaned_data | {"kind": ExclusionKind(form.cleaned_data["kind"])}
        try:
            propose_ballot_exclusion(code=code, actor=request.user, now=clock.now(), **terms)
        except Refusal as error:
            show_refusal(form, error)
            status = error.status
        else:
            messages.success(request, _("Proposed. A second manager has to decide; until then the ballot counts."))
            return redirect("contest_exclusions", code=code)
    elif request.method == "POST":
        status = 422
    context = {
        "contest": contest,
        "poll": poll,
        "form": form,
        "exclusions": _with_what_is_possible(poll),
        "versions": queries.result_versions(poll),
    }
    return staff_page(request, "exclusions.html", _("Ballots left out"), ways_to(contest), context, status)


@require_http_methods(FORM_METHODS)
def signals(request: HttpRequest, code: str) -> HttpResponse:
    """What the look at how ballots came has noticed. `act` is look, explain, quarantine, agree or refuse."""
    _contest, poll = _counted(code, request.user)
    obstacles, status = list[str](), 200
    if request.method == "POST":
        try:
            messages.success(request, _signal_act(request, code))
        except Hidden:
            raise
        except Refusal as error:
            obstacles, status = refusal_lines(error), error.status
        else:
            return redirect("contest_signals", code)
    contest, poll = _counted(code, request.user)
    check = SignalCheck.objects.filter(poll=poll).first()
    found = list(queries.signals_of(poll))
    waiting = poll.exclusions.filter(signal__isnull=False, state=Decision.WAITING)
    proposers = dict(waiting.order_by("pk").values_list("signal_id", "proposed_by_id"))
    context = {
        "contest": contest,
        "poll": poll,
        "obstacles": obstacles,
        "check": check,
        "lines": [
            {
                "signal": each,
                "waiting": each.pk in proposers,
                "mine": proposers.get(each.pk) == request.user.pk,
                "single": each.kind in SINGLE,
                "begun": _moment_of(each),
            }
            for each in found
        ],
    }
    return staff_page(request, "signals.html", _("How the ballots came"), ways_to(contest), context, status)


@require_POST
def decide(request: HttpRequest, code: str, exclusion: str) -> HttpResponse:
    """`decide` is agree or refuse for what waits, restore (with `reason`) for a ballot that was left out."""
    act, done = _decision(request, code, exclusion)
    try:
        act()
    except Hidden:
        raise
    except Refusal as error:
        for line in refusal_lines(error):
            messages.error(request, line)
    else:
        messages.success(request, done)
    return redirect("contest_exclusions", code=code)


@require_http_methods(FORM_METHODS)
def certification(request: HttpRequest, code: str) -> HttpResponse:
    """What stands against the certificate; then one manager puts the result forward and another certifies it."""
    contest, poll = _counted(code, request.user)
    obstacles, status = list[str](), 200
    if request.method == "POST":
        certifies = request.POST.get("act") == "certify"
        try:
            (certify_contest if certifies else put_result_forward)(code=code, actor=request.user, now=clock.now())
        except Refusal as error:
            obstacles, status = refusal_lines(error), error.status
        else:
            done = _("Certified.") if certifies else _("Put forward. A second manager has to certify it.")
            messages.success(request, done)
            return redirect("contest_certification", code=code)
    certificate = Certificate.objects.select_related("proposed_by", "certified_by").filter(poll=poll).first()
    standing = [] if poll.certified_at else queries.blockers(poll, clock.now())
    context = {
        "contest": contest,
        "poll": poll,
        "obstacles": obstacles,
        "steps": [(label, blocker not in standing, page) for blocker, (label, page) in STEPS.items()],
        "standing": standing,
        "certificate": certificate,
        "stale": certificate is not None and certificate.result_digest != poll.result_digest,
        "mine": certificate is not None and certificate.proposed_by_id == request.user.pk,
        "objection_counts": queries.objection_counts(poll),
        "excluded": sum(queries.excluded_counts(poll).values()),
        "result": queries.result(poll),
    }
    return staff_page(request, "certification.html", _("Certification"), ways_to(contest), context, status)


def _counted(code: str, user: Any) -> tuple[Contest, Poll]:
    """Raises Hidden for whoever does not manage the contest, and before the count."""
    contest = contest_to_run(code, user)
    if contest.poll is None or contest.poll.counted_at is None:
        raise Hidden
    return contest, contest.poll


def _moment_of(signal: Signal) -> datetime | None:
    """When a burst began; None for everything else."""
    minute = signal.facts.get("minute")
    return None if minute is None else datetime.fromtimestamp(minute * 60, UTC)


def _signal_act(request: HttpRequest, code: str) -> str:
    """Do what was asked for; returns what to say."""
    who: dict[str, Any] = {"code": code, "actor": request.user, "now": clock.now()}
    what: dict[str, Any] = who | {"signal": request.POST.get("which", "")}
    why = request.POST.get("why", "")
    match request.POST.get("act", ""):
        case "look":
            look_at_contest(**who)
            return _("Looked.")
        case "explain":
            explain_contest_signal(why=why, **what)
            return _("Noted.")
        case "quarantine":
            quarantine_contest_signal(why=why, **what)
            return _("Proposed. A second manager has to decide; until then the ballots count.")
        case "agree":
            decide_contest_signal(agree=True, **what)
            return _("Decided. The vote has been counted again.")
        case "refuse":
            decide_contest_signal(agree=False, **what)
            return _("Refused; the result stays as it is.")
    raise Hidden


def _with_what_is_possible(poll: Poll) -> list[dict[str, Any]]:
    """Newest first; `restorable` where the ballot is left out now and nothing about it waits."""
    found = list(poll.exclusions.select_related("proposed_by", "decided_by").order_by("-proposed_at", "-pk"))
    out = set(poll.counted_ballots.exclude(excluded="").values_list("receipt", flat=True))
    free = out - {each.receipt for each in found if each.state == Decision.WAITING}
    last = {each.receipt: each.pk for each in reversed(found)}
    open_now = poll.certified_at is None
    return [
        {
            "exclusion": each,
            "waiting": each.state == Decision.WAITING,
            "restorable": open_now and each.receipt in free and last[each.receipt] == each.pk,
        }
        for each in found
    ]


def _decision(request: HttpRequest, code: str, exclusion: str) -> tuple[Callable[[], object], str]:
    who: dict[str, Any] = {"code": code, "exclusion_code": exclusion, "actor": request.user, "now": clock.now()}
    if request.POST.get("decide") == "restore":
        reason = request.POST.get("reason", "")
        return (
            lambda: propose_ballot_restoration(reason=reason, **who),
            _("Proposed. A second manager has to decide; until then the ballot stays left out."),
        )
    agree = request.POST.get("decide") == "agree"
    done = _("Decided. The vote has been counted again.") if agree else _("Refused; the result stays as it is.")
    return lambda: decide_ballot_exclusion(agree=agree, **who), done
