"""How allauth signs people in here: by a code sent to the phone, and nothing else for residents."""

from typing import Any, NoReturn
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import is_headless_request
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts import staff_session
from portal.accounts.actions.open_account import change_phone, person_for_phone, prove_phone
from portal.accounts.forms import PhoneField
from portal.accounts.models import User
from portal.accounts.sms import send_code
from portal.core import clock
from portal.core.errors import Refusal
from portal.core.ratelimit import limit

CODES_PER_MINUTE = 2


class SignInAdapter(DefaultAccountAdapter):
    """A code to the phone signs in; a new number opens an account. Numbers known and unknown are answered alike."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account was closed."),
        "incorrect_code": _("That is not the code we sent. Please look again."),
        "incorrect_password": _("The password is not right."),
        "invalid_login": _("Please check the number."),
        "phone_taken": _("This number belongs to another account."),
        "rate_limited": _("That was a bit fast. Please wait a moment and try again."),
        "same_as_current": _("That is the number you have already."),
        "too_many_login_attempts": _("Too many tries. Please wait a few minutes and begin again."),
        "username_password_mismatch": _("Name and password do not go together."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody fills a registration form in: asking for a code is all."""
        return False

    def get_login_stages(self) -> list[str]:
        """The code, then the second factor where the person has one. The code has proved the number already."""
        return ["allauth.account.stages.LoginByCodeStage", "allauth.mfa.stages.AuthenticateStage"]

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **hooks: Any) -> HttpResponse:
        """Where they were going; somebody new is asked for a name and a community on the way."""
        answer = super().post_login(request, user, **hooks)
        new = not is_headless_request(request) and not staff_session.is_begun(request)
        if new and getattr(user, "resident", None) is None and isinstance(answer, HttpResponseRedirect):
            return HttpResponseRedirect(f"{reverse('accounts:welcome')}?{urlencode({'next': answer.url})}")
        return answer

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """allauth asks for the password before it touches the second factor, unless it has just been given."""
        if staff_session.gave_password_lately(self.request):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        return PhoneField(**kwargs)

    def get_user_by_phone(self, phone: str) -> User | None:
        """Who has the number. Somebody who is not signed in can only be asking for a code: a new number gets a person.

        Somebody who is signed in is changing their number, and only looks.
        """
        if context.request.user.is_authenticated:
            return User.objects.filter(phone=phone).first()
        return person_for_phone(phone=phone, now=clock.now())

    def get_phone(self, user: AbstractBaseUser) -> tuple[str, bool] | None:
        return (user.phone, user.phone_confirmed) if isinstance(user, User) and user.phone else None

    def set_phone(self, user: AbstractBaseUser, phone: str, verified: bool) -> None:
        """Called by allauth before a number is proved; kept only once it is (set_phone_verified)."""

    def set_phone_verified(self, user: AbstractBaseUser, phone: str) -> None:
        settle = prove_phone if isinstance(user, User) and user.phone == phone else change_phone
        settle(user_id=user.pk, phone=phone, now=clock.now())

    def send_verification_code_sms(self, user: AbstractBaseUser, phone: str, code: str, **kwargs: Any) -> None:
        """Raises SmsNotSent or TooMany; an app gets them in the API's form."""
        try:
            limit("accounts.sms", phone, CODES_PER_MINUTE)
            send_code(phone, code)
        except Refusal as error:
            self._refuse(error)

    def _refuse(self, error: Refusal) -> NoReturn:
        if not is_headless_request(self.request):
            raise error
        body = {"code": error.code, "message": error.message, "fields": error.fields}
        raise ImmediateHttpResponse(JsonResponse(body, status=error.status)) from error
