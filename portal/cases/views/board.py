"""The staff board: cases by deadline, filters, search, and acts on several at once, confirmed before they are done."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.staff_acts import require_office
from portal.cases.actions.desk import Outcome, give_all_to, hand_all_off
from portal.cases.enums import Due, Office
from portal.cases.models import Case
from portal.cases.ports import case_kinds
from portal.cases.queries.board import (
    MINE,
    Asked,
    board,
    board_counts,
    due_of,
    next_step,
    reminded_at,
    with_people,
)
from portal.cases.staff_forms import BoardFilter, GiveForm, OfficeForm
from portal.cases.views.staff_pages import staff_page
from portal.core import clock
from portal.core.errors import Hidden
from portal.core.paging import keyset

PAGE, AT_ONCE = 50, 100


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Cases of one's communities, what is due first on top."""
    require_office(request)
    asked_form, now = BoardFilter(request.GET, user=request.user), clock.now()
    asked = asked_form.asked
    counts = board_counts(request.user, replace(asked, due=""), now)
    page = keyset(
        with_people(board(request.user, asked, now)),
        order=["next_due", "id"],
        cursor=request.GET.get("cursor"),
        limit=PAGE,
    )
    context = {
        "filter": asked_form,
        "asked": asked,
        "rows": [_row(case, now) for case in page.items],
        "page": page,
        "tabs": [(due.value, due.label, counts[due.value]) for due in Due],
        "total": sum(counts.values()),
        "mine": asked.handler == MINE,
    }
    return staff_page(request, "board.html", _("Cases"), [], context)


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Give several to one person or hand them off: first a page that says what would be done, then it is."""
    require_office(request)
    what = request.POST.get("what", "")
    codes = request.POST.getlist("case")[:AT_ONCE]
    cases = list(with_people(board(request.user, Asked(), clock.now())).filter(code__in=codes))
    if what not in ("give", "hand_off"):
        raise Hidden
    if not cases:
        messages.warning(request, _("Tick at least one case."))
        return redirect("cases_board")
    sent = request.POST if "confirmed" in request.POST else None
    places = {case.community_id for case in cases}
    form: Any = GiveForm(sent, communities=places) if what == "give" else OfficeForm(sent)
    if sent is not None and form.is_valid():
        _tell(request, _done(what, [case.code for case in cases], form.cleaned_data, request.user))
        return redirect("cases_board")
    title = _("Give these to somebody") if what == "give" else _("Hand these to another office")
    context = {
        "form": form,
        "what": what,
        "rows": [_row(case, clock.now()) for case in cases],
        "nobody": what == "give" and not form.fields["handler"].choices,
    }
    status = 422 if form.errors else 200
    return staff_page(request, "bulk.html", title, [(_("Cases"), reverse("cases_board"))], context, status)


def _done(what: str, codes: list[str], given: dict[str, Any], actor: Any) -> list[Outcome]:
    if what == "give":
        return give_all_to(codes=codes, handler=given["handler"], actor=actor, now=clock.now())
    return hand_all_off(
        codes=codes,
        office=Office(given["office"]),
        name=given["name"],
        reference=given["reference"],
        actor=actor,
        now=clock.now(),
    )


def _tell(request: HttpRequest, outcomes: list[Outcome]) -> None:
    done = sum(outcome.refusal is None for outcome in outcomes)
    if done:
        messages.success(request, ngettext("Done for %d case.", "Done for %d cases.", done) % done)
    for outcome in outcomes:
        if outcome.refusal is not None:
            said = " ".join(dict.fromkeys([outcome.refusal.message, *outcome.refusal.fields.values()]))
            messages.error(request, f"{outcome.title}: {said}")


def _row(case: Case, now: Any) -> dict[str, Any]:
    due: Any = due_of(case, now)
    return {
        "case": case,
        "kind": case_kinds.get(case.kind).label,
        "url": reverse("cases_case", args=[case.code]),
        "due": due.value,
        "due_label": due.label,
        "step": next_step(case),
        "reminded": reminded_at(case),
        "next_due": None if due == Due.NONE else case.next_due,  # type: ignore[attr-defined]
    }
