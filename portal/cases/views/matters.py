"""What residents bring, on the site: the form, the page with its way and answer, rating, opening again, pictures."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.rules import require_signed_in, require_verified_resident
from portal.accounts.staff_acts import do, show_refusal
from portal.cases.actions import rate_case
from portal.cases.actions.matters import hand_in_matter, keep_matter_private, reopen_own_matter, rewrite_matter
from portal.cases.enums import MatterKind, Solved
from portal.cases.forms import MatterForm, RatingForm, ReopenForm, WordsForm
from portal.cases.queries.matters import MatterWhole, matter_to_read, photo_to_see, whole_matter
from portal.core import clock
from portal.core.errors import Hidden, Refusal
from portal.core.private_files import file_answer
from portal.core.ratelimit import limit_request

FORM_METHODS = ["GET", "HEAD", "POST"]
ACTS_PER_MINUTE = 10


@require_http_methods(FORM_METHODS)
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Bring something to one's own community; `?kind=` chooses what."""
    require_verified_resident(request.user)
    asked = request.GET.get("kind", "")
    initial = {"kind": asked if asked in MatterKind.values else MatterKind.SUGGESTION, "public": True}
    form = MatterForm(request.POST, request.FILES) if request.method == "POST" else MatterForm(initial=initial)
    if request.method == "POST" and form.is_valid():
        limit_request(request, "cases.new", ACTS_PER_MINUTE)
        given = form.cleaned_data
        try:
            made = hand_in_matter(
                kind=MatterKind(given["kind"]),
                title=given["title"],
                place=given["place"],
                words=given["words"],
                public=given["public"],
                uploads=request.FILES.getlist("photo"),
                actor=request.user,
                now=clock.now(),
            )
        except Refusal as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Handed in. You hear within a working day that it was accepted."))
            return redirect(made)
    resident: Any = request.user
    context = {"form": form, "community": resident.resident.community}
    return render(request, "cases/new.html", context, status=422 if form.errors else 200)


@require_safe
@never_cache
def matter_page(request: HttpRequest, code: str) -> HttpResponse:
    """What was brought, where it stands, what was answered; who brought it is not shown."""
    whole = whole_matter(matter_to_read(code, request.user), request.user, clock.now())
    return _page(request, whole)


@require_http_methods(FORM_METHODS)
@never_cache
def rewrite(request: HttpRequest, code: str) -> HttpResponse:
    """Reword what moderation returned."""
    whole = _own(request, code)
    if not whole.can_rewrite:
        raise Hidden
    matter = whole.matter
    initial = {"title": matter.case.title, "place": matter.place, "words": matter.words}
    form = WordsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        limit_request(request, "cases.rewrite", ACTS_PER_MINUTE)
        try:
            rewrite_matter(code=code, actor=request.user, now=clock.now(), **form.cleaned_data)
        except Refusal as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Handed in again. Somebody reads it before neighbours do."))
            return redirect(matter)
    context = {"form": form, "matter": matter}
    return render(request, "cases/rewrite.html", context, status=422 if form.errors else 200)


@require_POST
def rate(request: HttpRequest, code: str) -> HttpResponse:
    """Say how it came out; saying it again changes it."""
    whole, form = _own(request, code), RatingForm(request.POST)
    if not form.is_valid():
        return _page(request, whole, rating_form=form)
    given = form.cleaned_data

    def act() -> None:
        rate_case(
            code=code,
            score=given["score"],
            solved=Solved(given["solved"]),
            words=given["words"],
            actor=request.user,  # type: ignore[arg-type]
            now=clock.now(),
        )

    return do(request, act, _("Thank you. This counts in the figures that everybody sees."), _address(whole))


@require_POST
def reopen(request: HttpRequest, code: str) -> HttpResponse:
    """It is not right yet: the office works on it again."""
    whole, form = _own(request, code), ReopenForm(request.POST)
    if not form.is_valid():
        return _page(request, whole, reopen_form=form)
    limit_request(request, "cases.reopen", ACTS_PER_MINUTE)

    def act() -> None:
        reopen_own_matter(code=code, reason=form.cleaned_data["reason"], actor=request.user, now=clock.now())

    return do(request, act, _("It is being worked on again."), _address(whole))


@require_http_methods(FORM_METHODS)
def keep_private(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then take it out of the neighbours' sight."""
    whole = _own(request, code)
    if request.method == "POST":
        keep_matter_private(code=code, actor=request.user, now=clock.now())
        messages.success(request, _("Neighbours do not read it any more. The office goes on with it."))
        return redirect(whole.matter)
    return render(request, "cases/keep_private.html", {"matter": whole.matter})


@require_safe
def photo(request: HttpRequest, code: str) -> HttpResponse:
    """A picture, as public as its matter."""
    found, public = photo_to_see(code, request.user, request.GET.get("pass", ""))
    return file_answer(request, found.image, "image/jpeg", public=public)


def _own(request: HttpRequest, code: str) -> MatterWhole:
    """Raises SignInNeeded, Hidden for whoever did not bring it."""
    require_signed_in(request.user)
    whole = whole_matter(matter_to_read(code, request.user), request.user, clock.now())
    if not whole.own:
        raise Hidden
    return whole


def _address(whole: MatterWhole) -> str:
    return whole.matter.get_absolute_url()


def _page(request: HttpRequest, whole: MatterWhole, rating_form: Any = None, reopen_form: Any = None) -> HttpResponse:
    rating, sent = whole.rating, rating_form or reopen_form
    said = {"solved": rating.solved, "score": rating.score, "words": rating.words} if rating else None
    context = {
        "whole": whole,
        "matter": whole.matter,
        "case": whole.matter.case,
        "rating_form": rating_form or RatingForm(initial=said),
        "reopen_form": reopen_form or ReopenForm(),
    }
    return render(request, "cases/matter.html", context, status=422 if sent is not None else 200)
