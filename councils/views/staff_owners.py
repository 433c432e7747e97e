"""Owners' soundings in the staff area: prepare, read the roll in, link accounts, open, papers by two, the result."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from councils.actions.owners import (
    NewSounding,
    confirm_paper,
    create_sounding,
    enter_paper,
    link_owner,
    open_sounding,
    put_roll,
)
from councils.models import Sounding
from councils.owners_count import CountedUnit, roll_digest
from councils.owners_enums import Matter, OwnerChoice
from councils.owners_forms import RollForm, SoundingForm
from councils.owners_sheet import csv_of, read_units
from councils.owners_shown import label, result_told
from councils.queries import owners as read
from councils.views.staff_bodies import person_by_phone
from councils.views.staff_pages import staff_page
from portal.accounts.staff_acts import do, require_office, show_refusal
from portal.core import clock
from portal.core.errors import Invalid, Refusal

AT_MOST = 100


@require_safe
def soundings(request: HttpRequest) -> HttpResponse:
    require_office(request)
    found = Sounding.objects.in_care_of(request.user).select_related("body__community")[:AT_MOST]
    context = {"rows": [(each, _stage(each)) for each in found]}
    return staff_page(request, "owners/index.html", _("Owners' soundings"), [], context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_sounding(request: HttpRequest) -> HttpResponse:
    require_office(request)
    form = SoundingForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        new = NewSounding(given["title"], given["text"], Matter(given["matter"]), given["closes_at"])
        try:
            made = create_sounding(body_code=given["body"].code, new=new, actor=request.user, now=clock.now())
        except Refusal as error:
            show_refusal(form, error)
        else:
            return redirect("councils_sounding", made.code)
    bodies = form.fields["body"].queryset  # type: ignore[attr-defined]
    context = {"form": form, "can": bodies.exists()}
    title = _("A new sounding of owners")
    return staff_page(request, "owners/new.html", title, _ways(), context, 422 if form.errors else 200)


@require_safe
def sounding(request: HttpRequest, code: str) -> HttpResponse:
    """Its facts, the roll, papers that wait, and after it closed the result."""
    found, now = read.sounding_in_care_of(code, request.user), clock.now()
    seen = read.seen_sounding(found, request.user, now)
    context = {
        "sounding": found,
        "seen": seen,
        "stage": _stage(found),
        "label": label(),
        "units": list(read.roll_of(found)),
        "total": read.total_area(found),
        "heads": list(found.heads.select_related("user")),
        "waiting": list(read.waiting_votes(found)) if seen.open else [],
        "choices": list(OwnerChoice),
        "result": result_told(seen.result, found.matter) if seen.result else None,
        "votes": read.recorded_votes(found, request.user, now),
        "form": RollForm(),
    }
    return staff_page(request, "owners/sounding.html", found.title, _ways(), context)


@require_POST
def preview_roll(request: HttpRequest, code: str) -> HttpResponse:
    """What the sheet says, before anything is kept: the units, or each cell that is wrong."""
    found = read.sounding_in_care_of(code, request.user)
    file: Any = request.FILES.get("file")
    context: dict[str, Any] = {"sounding": found}
    try:
        if file is None:
            raise Invalid(file=_("Please choose a file."))
        rows = read_units(file.read())
    except Invalid as error:
        context["problems"] = error.fields
        return staff_page(request, "owners/preview.html", _("Not read in"), _ways(found), context, 422)
    context |= {
        "rows": rows,
        "heads": len({row.head for row in rows}),
        "total": sum(row.area_m2 for row in rows),
        "digest": roll_digest(CountedUnit(row.number, row.area_m2, row.head) for row in rows),
        "sheet": csv_of(rows),
    }
    return staff_page(request, "owners/preview.html", _("Look at the roll before it is kept"), _ways(found), context)


@require_POST
def keep_roll(request: HttpRequest, code: str) -> HttpResponse:
    def act() -> None:
        put_roll(code=code, rows=read_units(request.POST.get("sheet", "").encode()), actor=request.user)

    found = read.sounding_in_care_of(code, request.user)
    return do(request, act, _("The roll is kept."), _address(found))


@require_POST
def open_now(request: HttpRequest, code: str) -> HttpResponse:
    def act() -> None:
        open_sounding(code=code, actor=request.user, now=clock.now())

    found = read.sounding_in_care_of(code, request.user)
    return do(request, act, _("Owners can vote now. The roll is frozen."), _address(found))


@require_POST
def link(request: HttpRequest, code: str, head: str) -> HttpResponse:
    def act() -> None:
        person = person_by_phone(request.POST.get("phone", ""))
        link_owner(code=code, head_code=head, person=person, actor=request.user)

    found = read.sounding_in_care_of(code, request.user)
    return do(request, act, _("Kept."), _address(found, "#heads"))


@require_POST
def paper(request: HttpRequest, code: str) -> HttpResponse:
    def act() -> None:
        given = request.POST
        enter_paper(
            code=code,
            head_code=given.get("head", ""),
            choice=given.get("choice", ""),
            actor=request.user,
            now=clock.now(),
        )

    found = read.sounding_in_care_of(code, request.user)
    return do(request, act, _("Entered. It counts once somebody else confirmed it."), _address(found, "#papers"))


@require_POST
def confirm(request: HttpRequest, code: str, vote: str) -> HttpResponse:
    def act() -> None:
        choice = request.POST.get("choice", "")
        confirm_paper(code=code, vote_code=vote, choice=choice, actor=request.user, now=clock.now())

    found = read.sounding_in_care_of(code, request.user)
    return do(request, act, _("Confirmed. It counts now."), _address(found, "#papers"))


def _stage(found: Sounding) -> str:
    now = clock.now()
    if found.opened_at is None:
        return _("in preparation")
    return _("open") if found.is_open(now) else _("closed for votes")


def _address(found: Sounding, part: str = "") -> str:
    return reverse("councils_sounding", args=[found.code]) + part


def _ways(found: Sounding | None = None) -> list[tuple[str, str]]:
    ways = [(_("Owners' soundings"), reverse("councils_soundings"))]
    return [*ways, (found.title, _address(found))] if found else ways
