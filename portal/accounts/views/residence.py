"""Confirming where one lives: the sub-district, the community, then the code on the letter, or the counter."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.actions import join_household
from portal.accounts.forms import JoinForm, show_refusal
from portal.accounts.rules import is_verified_resident, require_signed_in
from portal.accounts.views.onward import onward
from portal.communities.models import Community, Subdistrict
from portal.core import clock
from portal.core.errors import Refusal


@never_cache
@require_GET
def my_residence(request: HttpRequest) -> HttpResponse:
    """What is confirmed; else the sub-districts to choose from, and with `?street=` the communities of one."""
    require_signed_in(request.user)
    resident = getattr(request.user, "resident", None)
    street = Subdistrict.objects.filter(slug=request.GET.get("street", "")).first()
    context = {
        "resident": resident,
        "confirmed": is_verified_resident(request.user),
        "street": street,
        "streets": Subdistrict.objects.all(),
        "communities": Community.objects.filter(subdistrict=street) if street else [],
        "next": onward(request, ""),
    }
    return render(request, "accounts/residence.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def my_residence_in(request: HttpRequest, slug: str) -> HttpResponse:
    """The code on the letter for one community; beside it the counter's address and telephone."""
    require_signed_in(request.user)
    community = get_object_or_404(Community.objects.select_related("subdistrict"), slug=slug)
    resident = getattr(request.user, "resident", None)
    next_page = onward(request, reverse("accounts:me"))
    form = JoinForm(request.POST or None, ask_alias=resident is None)
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        try:
            join_household(
                join_code=answers["join_code"],
                community=community.slug,
                agreed=answers["agreed"],
                alias=answers.get("alias", ""),
                actor=request.user,
                now=clock.now(),
            )
        except Refusal as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Confirmed: you live here. You can take part in everything now."))
            return HttpResponseRedirect(next_page)
    context = {"form": form, "community": community, "next": next_page}
    return render(request, "accounts/residence_code.html", context, status=422 if form.errors else 200)
