"""What residents say about a draft: one statement at a time, their own answers, and the map of all."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from councils.actions.opinions import react, take_reaction_back, write_statement
from councils.models import ConventionVersion, Statement
from councils.models.opinions import STATEMENT_AT_MOST
from councils.opinions_enums import MapSource, View
from councils.opinions_shown import HEIGHT, WIDTH, map_told
from councils.queries import opinions as read
from councils.queries.conventions import version_to_see
from councils.rules import is_asked
from portal.accounts.rules import require_signed_in
from portal.core import clock
from portal.core.errors import Invalid
from portal.core.ratelimit import limit_request

REACTIONS_PER_MINUTE, STATEMENTS_PER_MINUTE = 60, 5


@require_safe
@never_cache
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """The next statement with its three answers; what one wrote oneself; the way to the map."""
    return _asked(request, version_to_see(code, request.user), last=request.GET.get("last", ""))


@require_POST
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """One tap: agree, disagree, pass, or back. htmx gets the next statement, a browser without scripts the page."""
    version = version_to_see(code, request.user)
    if not request.user.is_authenticated and not getattr(request, "htmx", False):
        return redirect_to_login(_address(version), settings.LOGIN_URL)
    limit_request(request, "councils.react", REACTIONS_PER_MINUTE)
    statement, view = request.POST.get("statement", ""), request.POST.get("view", "")
    if view:
        react(code=statement, view=view, actor=request.user, now=clock.now())
    else:
        take_reaction_back(code=statement, actor=request.user, now=clock.now())
    if request.POST.get("from") == "mine":
        messages.success(request, _("Changed.") if view else _("Taken back."))
        return redirect("councils:opinions_mine", code)
    last = statement if view else ""
    if getattr(request, "htmx", False):
        return render(request, "councils/opinions/asked.html", _context(request, version, last))
    return redirect(f"{_address(version)}{f'?last={last}' if last else ''}#asked")


@require_POST
def say(request: HttpRequest, code: str) -> HttpResponse:
    """Hand a statement in, or again what came back; what does not pass stays in the form with the reason."""
    version = version_to_see(code, request.user)
    if not request.user.is_authenticated:
        return redirect_to_login(_address(version), settings.LOGIN_URL)
    limit_request(request, "councils.say", STATEMENTS_PER_MINUTE)
    text, own = request.POST.get("text", ""), request.POST.get("statement", "")
    try:
        write_statement(version_code=code, text=text, code=own, actor=request.user, now=clock.now())
    except Invalid as error:
        typed = {"text": text, "statement": own, "error": error.fields.get("text", error.message)}
        return _asked(request, version, typed=typed)
    messages.success(request, _("Thank you. Somebody of your community reads it before neighbours are asked."))
    return redirect(_address(version))


@require_safe
@never_cache
def mine(request: HttpRequest, code: str) -> HttpResponse:
    """What one has said, to be changed or taken back."""
    version = version_to_see(code, request.user)
    require_signed_in(request.user)
    asked = read.asked_of(version, request.user)
    rows = [(each, each.mine[0]) for each in read.statements_reacted_to(version, request.user)]  # type: ignore[attr-defined]
    return render(
        request,
        "councils/opinions/mine.html",
        {"version": version, "rows": rows, "views": list(View), "open": asked.open},
    )


@require_safe
@never_cache
def opinion_map(request: HttpRequest, code: str) -> HttpResponse:
    """The groups as a picture, the tables behind it, and what all agree on; `of=imported` an imported conversation."""
    version = version_to_see(code, request.user)
    source = MapSource.IMPORTED if request.GET.get("of") == MapSource.IMPORTED else MapSource.RESIDENTS
    context = {
        "version": version,
        "map": map_told(version, request.user, source),
        "imported": source == MapSource.IMPORTED,
        "has_imported": read.has_imported(version),
        "width": WIDTH,
        "height": HEIGHT,
    }
    return render(request, "councils/opinions/map.html", context)


def _asked(
    request: HttpRequest, version: ConventionVersion, last: str = "", typed: dict[str, str] | None = None
) -> HttpResponse:
    context = _context(request, version, last) | {
        "wrote": list(read.statements_of(version, request.user)) if request.user.is_authenticated else [],
        "typed": typed,
        "at_most": STATEMENT_AT_MOST,
    }
    return render(request, "councils/opinions/ask.html", context, status=422 if typed else 200)


def _context(request: HttpRequest, version: ConventionVersion, last: str) -> dict[str, Any]:
    return {
        "version": version,
        "asked": read.asked_of(version, request.user),
        "may": not request.user.is_authenticated or is_asked(request.user, version),
        "last": _last(version, request.user, last),
        "views": list(View),
    }


def _last(version: ConventionVersion, user: Any, code: str) -> Statement | None:
    """What this person said just now, so that it can be taken back with one tap."""
    if not code or not user.is_authenticated:
        return None
    return read.statements_reacted_to(version, user).filter(code=code).first()


def _address(version: ConventionVersion) -> str:
    return reverse("councils:opinions", args=[version.code])
