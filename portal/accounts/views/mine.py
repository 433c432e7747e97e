"""我的: who I am here, what I did, and where to change it."""

from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.actions import choose_alias, declare_residence, sign_out_everywhere
from portal.accounts.forms import AliasForm, HomeForm, show_refusal
from portal.accounts.permissions import ENTER
from portal.accounts.ports import settings_of
from portal.accounts.queries.me import everything_mine, me
from portal.accounts.rules import require_signed_in
from portal.accounts.views.onward import onward
from portal.core import clock
from portal.core.errors import Refusal
from portal.core.my_items import MyItem

SHOWN_PER_KIND = 10


@never_cache
@require_GET
def my_page(request: HttpRequest) -> HttpResponse:
    """Who I am, and everything the rooms list for me, grouped by kind, the kind with the newest first."""
    require_signed_in(request.user)
    who = me(request.user)
    context = {
        "me": who,
        "groups": grouped(everything_mine(request.user)),
        "notices_url": reverse("notices:inbox"),
        "settings": settings_of(request),
        "staff": (request.user.is_staff or bool(who.offices)) and request.user.has_perm(ENTER),
    }
    return render(request, "accounts/me.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """What is asked of somebody new, once: a name for the neighbours and a community. Can be left for later."""
    require_signed_in(request.user)
    next_page = onward(request, reverse("accounts:me"))
    if getattr(request.user, "resident", None):
        return HttpResponseRedirect(next_page)
    form = HomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            declare_residence(
                community=form.cleaned_data["community"].slug,
                alias=form.cleaned_data["alias"],
                actor=request.user,
                now=clock.now(),
            )
        except Refusal as error:
            show_refusal(form, error)
        else:
            return HttpResponseRedirect(next_page)
    context = {"form": form, "next": next_page}
    return render(request, "accounts/welcome.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def my_alias(request: HttpRequest) -> HttpResponse:
    """Another name for the neighbours."""
    require_signed_in(request.user)
    resident = getattr(request.user, "resident", None)
    if resident is None:
        return redirect("accounts:welcome")
    form = AliasForm(request.POST or None, initial={"alias": resident.alias})
    if request.method == "POST" and form.is_valid():
        try:
            choose_alias(alias=form.cleaned_data["alias"], actor=request.user, now=clock.now())
        except Refusal as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Saved. Your neighbours see the new name from now on."))
            return redirect("accounts:me")
    return render(request, "accounts/alias.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def sign_out_of_everything(request: HttpRequest) -> HttpResponse:
    """Asks, then ends every session on every device, this one included."""
    require_signed_in(request.user)
    if request.method == "POST":
        sign_out_everywhere(actor=request.user, now=clock.now())
        request.session.flush()
        messages.success(request, _("You are signed out on all devices."))
        return HttpResponseRedirect("/")
    context = {
        "question": _("Sign out on all devices?"),
        "consequence": _("Phones, computers and apps: everywhere somebody has to sign in again. What you wrote stays."),
        "confirm_label": _("Sign out everywhere"),
        "back_url": reverse("accounts:me"),
    }
    return render(request, "components/confirm.html", context)


def grouped(items: list[MyItem]) -> list[tuple[str, list[MyItem]]]:
    """Items by kind, in the order of each kind's newest; `items` are sorted, newest first."""
    order = list(dict.fromkeys(item.kind_label for item in items))
    by_kind = sorted(items, key=lambda item: order.index(item.kind_label))
    return [(kind, list(found)[:SHOWN_PER_KIND]) for kind, found in groupby(by_kind, key=lambda item: item.kind_label)]
