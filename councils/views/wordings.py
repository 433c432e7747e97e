"""Suggested wordings on the site: all of a draft, one whole, suggesting one, supporting it, taking it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from councils.actions.conventions import (
    change_wording,
    suggest_wording,
    support_wording,
    take_back_support,
    withdraw_wording,
)
from councils.conventions_enums import WordingOutcome, WordingState
from councils.conventions_forms import WordingForm
from councils.models import Article, Wording
from councils.queries import conventions as read
from councils.queries.wordings import (
    as_shown,
    revisions_of,
    shown_wordings,
    takes_wordings,
    wording_to_read,
)
from portal.accounts.rules import require_verified_resident
from portal.accounts.staff_acts import do, show_refusal
from portal.core import clock
from portal.core.errors import Hidden, Refusal, SignInNeeded, VerificationNeeded
from portal.core.paging import keyset
from portal.core.ratelimit import limit_request
from portal.moderation.models import Submission

PAGE, ACTS_PER_MINUTE = 12, 30


@require_safe
@never_cache
def wordings_page(request: HttpRequest, code: str) -> HttpResponse:
    """What residents suggested for a draft and what became of it, the most supported first; `?article=` for one."""
    version = read.version_to_see(code, request.user)
    asked = request.GET.get("article", "")
    article = int(asked) if asked.isdecimal() else 0
    page = keyset(
        shown_wordings(version, article),
        order=["-support_count", "-id"],
        cursor=request.GET.get("cursor"),
        limit=PAGE,
    )
    context = {
        "version": version,
        "article": article,
        "page": page,
        "shown": as_shown(page.items, request.user),
        "revisions": revisions_of(version),
        "open": takes_wordings(version),
    }
    return render(request, "councils/conventions/wordings.html", context)


@require_safe
@never_cache
def wording_page(request: HttpRequest, code: str) -> HttpResponse:
    wording = wording_to_read(code, request.user)
    context = {"shown": as_shown([wording], request.user)[0], "version": wording.version, "wording": wording}
    return render(request, "councils/conventions/wording.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def suggest(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Suggest another text for the article of this number; the form begins with what stands there."""
    require_verified_resident(request.user)
    version = read.version_to_see(code, request.user)
    article = version.articles.filter(number=number, thread__isnull=False).first()
    if article is None or not takes_wordings(version):
        raise Hidden

    def act(given: dict[str, str]) -> Wording:
        return suggest_wording(code=code, article=number, actor=request.user, now=clock.now(), **given)

    return _written(request, {"text": article.text}, act, {"version": version, "article": article})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change one that came back and hand it in again."""
    wording = _own(request, code)
    if wording.state != WordingState.RETURNED or wording.outcome != WordingOutcome.OPEN:
        raise Hidden
    article = Article.objects.filter(thread=wording.thread_id).first()

    def act(given: dict[str, str]) -> Wording:
        return change_wording(code=code, actor=request.user, now=clock.now(), **given)

    first = {"text": wording.text, "reason": wording.reason}
    return _written(request, first, act, {"version": wording.version, "article": article, "wording": wording})


@require_POST
def support(request: HttpRequest, code: str) -> HttpResponse:
    """Support it, or take that back (`back`)."""
    limit_request(request, "councils.second", ACTS_PER_MINUTE)
    back = "back" in request.POST

    def act() -> None:
        (take_back_support if back else support_wording)(code=code, actor=request.user, now=clock.now())

    require_verified_resident(request.user)
    address = wording_to_read(code, request.user).get_absolute_url()
    return do(request, act, _("You no longer support it.") if back else _("You support it."), address)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then take it back."""
    wording = _own(request, code)
    if request.method == "POST":

        def act() -> None:
            withdraw_wording(code=code, actor=request.user, now=clock.now())

        return do(request, act, _("Taken back."), wording.version.get_absolute_url())
    return render(request, "councils/conventions/withdraw_wording.html", {"wording": wording})


def show_wording_in_inbox(submission: Submission, request: HttpRequest) -> str:
    """Safe HTML: every word that an approval publishes, and what stands in the draft."""
    wording = Wording.objects.filter(submission=submission).as_read().first()
    if wording is None:
        return ""
    context = {"shown": as_shown([wording], submission.author)[0]}
    return render_to_string("councils/conventions/wording_in_inbox.html", context, request=request)


def _own(request: HttpRequest, code: str) -> Wording:
    wording = wording_to_read(code, request.user)
    if not request.user.is_authenticated or wording.author_id != request.user.pk:
        raise Hidden
    return wording


def _written(request: HttpRequest, first: dict[str, str], act: Any, context: dict[str, Any]) -> HttpResponse:
    form = WordingForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        limit_request(request, "councils.write", ACTS_PER_MINUTE)
        try:
            wording = act(form.cleaned_data)
        except (Hidden, SignInNeeded, VerificationNeeded):
            raise
        except Refusal as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Thank you. It appears once it has been read; you hear of the answer."))
            return redirect(wording)
    status = 422 if form.errors else 200
    return render(request, "councils/conventions/suggest.html", context | {"form": form}, status=status)
