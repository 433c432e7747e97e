"""What I agreed to: one list, one button each way, the history below."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.actions import give_consent, withdraw_consent
from portal.accounts.consents import CURRENT
from portal.accounts.enums import ConsentKind
from portal.accounts.queries.consents import consents_of
from portal.accounts.rules import require_signed_in
from portal.core import clock
from portal.core.ratelimit import limit_request


@never_cache
@require_GET
def my_consents(request: HttpRequest) -> HttpResponse:
    require_signed_in(request.user)
    return render(request, "accounts/consents.html", {"standings": consents_of(request.user)})


@require_POST
def change_consent(request: HttpRequest, kind: str) -> HttpResponse:
    """`given` is "1" to give and "0" to withdraw: the same one tap for both."""
    require_signed_in(request.user)
    limit_request(request, "accounts.consent", 20)
    chosen = _kind(kind)
    if request.POST.get("given") == "1":
        give_consent(kind=chosen, actor=request.user, now=clock.now())
        messages.success(request, _("Noted: you agree to “%s”.") % CURRENT[chosen].title)
        return redirect("accounts:consents")
    withdraw_consent(kind=chosen, actor=request.user, now=clock.now())
    if chosen in (ConsentKind.SERVICE, ConsentKind.GUARDIAN):
        request.session.flush()
        messages.success(request, _("Noted. You are signed out on all devices."))
        return HttpResponseRedirect("/")
    messages.success(request, _("Noted: you no longer agree to “%s”.") % CURRENT[chosen].title)
    return redirect("accounts:consents")


@require_GET
def consent_text(request: HttpRequest, kind: str) -> HttpResponse:
    """The current text, for everybody to read before they agree."""
    return render(request, "accounts/consent_text.html", {"text": CURRENT[_kind(kind)]})


def _kind(kind: str) -> ConsentKind:
    if kind not in ConsentKind.values:
        raise Http404
    return ConsentKind(kind)
