"""Offices, read once a request; and the gate before the staff area: who holds one, signed in strongly, not gone for
half an hour."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from portal.accounts.permissions import ENTER
from portal.accounts.queries import remember_offices
from portal.accounts.staff_session import SEEN_KEY, has_second_factor, is_strong, sign_out_idle
from portal.core.errors import Forbidden
from portal.core.middleware import refusal_page

Next = Callable[[HttpRequest], HttpResponse]
WRITE_SEEN_EVERY = 60


class OfficesMiddleware:
    """Has the offices of whoever is signed in read once a request; a request that asks for nobody loads nobody."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        signed_in = request.user
        request.user = SimpleLazyObject(lambda: _remembering(signed_in))  # type: ignore[assignment]
        return self.get_response(request)


def _remembering(user: Any) -> Any:
    remember_offices(user)
    return user


class StaffGateMiddleware:
    """Ends staff sessions that were idle for settings.STAFF_IDLE_SECONDS, and guards settings.STAFF_PREFIX.

    A staff session is one that began with a password on the staff page; it ends wherever it is left open, on public
    pages too. Residents' sessions are never touched. Outside the demo the staff area opens only to a password and a
    second factor given in this very session; somebody without a second factor is brought to set one up.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.get(SEEN_KEY) and self._was_idle(request):
            sign_out_idle(request)
            messages.info(request, _("You were away for a while, so you were signed out. Please sign in again."))
            if request.path_info.startswith(settings.STAFF_PREFIX):
                return redirect_to_login(request.get_full_path(), "staff_login")
        if request.path_info.startswith(settings.STAFF_PREFIX):
            return self._turned_away(request) or self.get_response(request)
        return self.get_response(request)

    def _was_idle(self, request: HttpRequest) -> bool:
        now, seen = int(time.time()), request.session[SEEN_KEY]
        if now - seen >= settings.STAFF_IDLE_SECONDS:
            return True
        if now - seen >= WRITE_SEEN_EVERY:
            request.session[SEEN_KEY] = now
        return False

    def _turned_away(self, request: HttpRequest) -> HttpResponse | None:
        """None for who may enter. Nobody signed in is left to Wagtail, which asks to sign in."""
        if not request.user.is_authenticated:
            return None
        if not request.user.has_perm(ENTER):
            return refusal_page(request, Forbidden(_("This part is for staff. There is nothing for you to do here.")))
        if settings.DEMO or is_strong(request):
            return None
        if not request.session.get(SEEN_KEY):
            messages.info(request, _("The staff area needs your password and your second factor."))
            return redirect_to_login(request.get_full_path(), "staff_login")
        if not has_second_factor(request.user):
            messages.info(request, _("Please set up a second factor first. It takes a minute."))
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        messages.info(request, _("Please sign in once more, now with both."))
        return redirect_to_login(request.get_full_path(), "staff_login")
