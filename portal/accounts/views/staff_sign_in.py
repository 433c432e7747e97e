"""Staff sign in by name and password; allauth then asks for the second factor."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.accounts import staff_session
from portal.accounts.forms import StaffSignInForm
from portal.accounts.views.onward import onward
from portal.core.ratelimit import limit_request

HOME = "/admin/"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def staff_sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password. Five wrong passwords for one name lock it for a quarter of an hour, whoever asks."""
    next_page = onward(request, HOME)
    if request.user.is_authenticated and request.method == "GET" and staff_session.is_strong(request):
        return HttpResponseRedirect(next_page)
    form = StaffSignInForm(request.POST or None, request=request)
    if request.method == "POST":
        limit_request(request, "accounts.staff_sign_in", 30)
        if form.is_valid():
            return _signed_in(request, form, next_page)
    return render(
        request, "account/staff_login.html", {"form": form, "next": next_page}, status=200 if not form.errors else 422
    )


def _signed_in(request: HttpRequest, form: StaffSignInForm, next_page: str) -> HttpResponse:
    if request.user.is_authenticated:
        get_adapter(request).logout(request)
    staff_session.begin(request)
    login = Login(user=form.user, redirect_url=next_page)
    return perform_password_login(request, {"username": form.cleaned_data["username"]}, login)
