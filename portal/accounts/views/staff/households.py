"""The doors of one's communities: their letters with the code, and fresh codes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.actions import add_household, renew_join_code
from portal.accounts.forms import show_refusal
from portal.accounts.queries.counter import found_households, households_in_care_of
from portal.accounts.staff_forms import DoorForm
from portal.accounts.views.staff.counter import require_care
from portal.core import clock
from portal.core.crumbs import crumbs
from portal.core.errors import Hidden, Refusal
from portal.core.paging import keyset

ICON = "home"


@require_http_methods(["GET", "POST"])
def households(request: HttpRequest) -> HttpResponse:
    """The list, with a form that puts a door on it."""
    require_care(request.user)
    form = DoorForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        try:
            made = add_household(
                community=answers["community"].slug, label=answers["label"], actor=request.user, now=clock.now()
            )
        except Refusal as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("%s is on the list. Its letter can be printed.") % made.label)
            return redirect("accounts_households")
    words = request.GET.get("q", "")
    order = ["community_id", "label", "id"]
    page = keyset(found_households(request.user, words), order=order, cursor=request.GET.get("cursor"), limit=30)
    context = {
        "header_title": _("Households"),
        "header_icon": ICON,
        "breadcrumbs_items": crumbs((_("Households"), "")),
        "page": page,
        "words": words,
        "form": form,
    }
    return render(request, "accounts/staff/households.html", context, status=422 if form.errors else 200)


@require_POST
def renew(request: HttpRequest, code: str) -> HttpResponse:
    """A fresh code; the old letter is void."""
    household = renew_join_code(household=code, actor=request.user, now=clock.now())
    messages.success(request, _("%s has a fresh code. Please print and deliver a new letter.") % household.label)
    return redirect("accounts_letter", code=code)


@require_GET
def letter(request: HttpRequest, code: str) -> HttpResponse:
    """The letter to a household, ready to be printed: what it is for, the address, the code."""
    household = households_in_care_of(request.user).select_related("community__subdistrict").filter(code=code).first()
    if household is None:
        raise Hidden
    way = f"/me/residence/{household.community.slug}/"
    context = {"household": household, "address": request.build_absolute_uri(way)}
    return render(request, "accounts/staff/letter.html", context)
