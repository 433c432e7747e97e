"""One case on the board: what was brought, by whom, its whole timeline, and what can be done now."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.staff_acts import do
from portal.cases.actions import desk
from portal.cases.enums import CaseState, Office, Step
from portal.cases.models import Case
from portal.cases.ports import case_kinds
from portal.cases.queries.board import case_in_care_of, next_step, reminded_at
from portal.cases.queries.matters import photos_of
from portal.cases.rules import is_own
from portal.cases.staff_forms import (
    AgainForm,
    CaseAnswerForm,
    ContactForm,
    GiveForm,
    OfficeForm,
    ProgressForm,
    ProlongForm,
    WordsOfStaff,
)
from portal.cases.views.staff_pages import staff_page
from portal.core import clock
from portal.core.errors import Hidden, Invalid

OPEN = (CaseState.RECEIVED, CaseState.ACCEPTED, CaseState.FORWARDED, CaseState.ACTING)
EARLY = (CaseState.RECEIVED, CaseState.ACCEPTED, CaseState.FORWARDED)
MAY: dict[str, tuple[CaseState, ...]] = {
    "give": OPEN,
    "take": (CaseState.RECEIVED,),
    "begin": (CaseState.FORWARDED,),
    "report": OPEN,
    "answer": (CaseState.FORWARDED, CaseState.ACTING),
    "prolong": (CaseState.FORWARDED, CaseState.ACTING),
    "hand_off": EARLY,
    "close": (CaseState.ANSWERED,),
    "reopen": (CaseState.ANSWERED, CaseState.CLOSED),
}
"""In which states each act is offered; whether it is done is for the actions."""


@require_safe
@never_cache
def case_page(request: HttpRequest, code: str) -> HttpResponse:
    """All of one case, and the forms of what can be done now. One that its own room moves is shown there."""
    case = case_in_care_of(code, request.user)
    kind = case_kinds.get(case.kind)
    if kind.desk is not None:
        return redirect(kind.desk(case))
    own = is_own(request.user, case)
    context = {
        "case": case,
        "kind": kind.label,
        "matter": getattr(case, "matter", None),
        "photos": photos_of(case),
        "timeline": case.timeline.select_related("by__resident").prefetch_related("photos"),
        "ratings": case.ratings.order_by("-answered_at"),
        "step": next_step(case),
        "reminded": reminded_at(case),
        "now": clock.now(),
        "dues": [(step.label, due) for step in Step if (due := case.due(step)) is not None],
        "own": own,
        "acts": [] if own else _offered(case),
        "contact": ContactForm() if case.contact_due and not own else None,
    }
    return staff_page(request, "case.html", case.title, [(_("Cases"), reverse("cases_board"))], context)


@require_POST
def act_on_case(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """Do one of the things that the page offers."""
    case = case_in_care_of(code, request.user)
    form = _form(what, case, request)
    to = reverse("cases_case", args=[code])
    act = WAYS[what]

    def acted() -> None:
        if not form.is_valid():
            raise Invalid(**{name: str(errors[0]) for name, errors in form.errors.items()})
        act(code=code, actor=request.user, now=clock.now(), **_given(what, form.cleaned_data))

    return do(request, acted, _("Done."), to)


WAYS: dict[str, Callable[..., object]] = {
    "take": desk.take_on,
    "give": desk.give_to,
    "begin": desk.begin,
    "contact": desk.speak,
    "report": desk.report,
    "prolong": desk.prolong,
    "answer": desk.answer,
    "close": desk.close,
    "reopen": desk.reopen,
    "hand_off": desk.hand_off,
}
FORMS: dict[str, type[forms.Form]] = {
    "take": WordsOfStaff,
    "begin": WordsOfStaff,
    "close": WordsOfStaff,
    "contact": ContactForm,
    "report": ProgressForm,
    "prolong": ProlongForm,
    "answer": CaseAnswerForm,
    "reopen": AgainForm,
    "hand_off": OfficeForm,
}


def _form(what: str, case: Case, request: HttpRequest | None = None) -> forms.Form:
    """Raises Hidden for what nobody does."""
    sent: Any = (request.POST, request.FILES) if request is not None else (None, None)
    options: dict[str, Any] = {"auto_id": f"{what}_%s"}
    if what == "give":
        return GiveForm(*sent, communities=[case.community_id], **options)
    if what not in FORMS:
        raise Hidden
    return FORMS[what](*sent, **options)


def _given(what: str, given: dict[str, Any]) -> dict[str, Any]:
    if what == "hand_off":
        return given | {"office": Office(given["office"])}
    if what == "report":
        photo = given.pop("photo")
        return given | {"uploads": [photo] if photo else []}
    return given


def _offered(case: Case) -> list[dict[str, Any]]:
    offered = [(what, label) for what, label in _labels(case).items() if case.state in MAY[what]]
    return [
        {"what": what, "label": label, "form": _form(what, case), "first": number == 0}
        for number, (what, label) in enumerate(offered)
    ]


def _labels(case: Case) -> dict[str, str]:
    """What each act is called, in the order in which it is offered: what usually comes next first."""
    given = case.state in (CaseState.FORWARDED, CaseState.ACTING)
    first = {"begin": _("Begin the work")} if case.state == CaseState.FORWARDED else {}
    if case.state == CaseState.ACTING:
        first = {"answer": _("Answer it")}
    return first | {
        "give": _("Give it to another handler") if given else _("Accept it and give it to a handler"),
        "take": _("Accept it only"),
        "answer": _("Answer it"),
        "close": _("Close it"),
        "report": _("Say how far it is"),
        "prolong": _("Give it more time"),
        "hand_off": _("Hand it to another office"),
        "reopen": _("Work on it again"),
    }
