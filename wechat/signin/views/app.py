"""Signing in from the mini-program, by allauth's own endpoint and in its form; refusals come in the API's."""

from typing import Any

from allauth.headless.base.response import AuthenticationResponse
from allauth.headless.socialaccount.views import ProviderTokenView
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.debug import sensitive_variables

from portal.accounts.rules import require_signed_in
from portal.core import clock
from portal.core.errors import Refusal
from portal.core.ratelimit import limit_request
from wechat.signin.actions import connect_wechat

A_MINUTE = 60
"""Sign-ins from one address: phones behind one carrier share it."""


class SignInView(ProviderTokenView):
    """`process` login: whoever the code shows. `process` connect: whoever the session is of gets this WeChat as well.

    Answers as allauth does (200 with the session token; 401 where the second factor is pending; 400 for what it cannot
    read), and with {code, message, fields} for TooMany and for what proof_of_js_code, person_behind and connect_wechat
    raise.
    """

    @sensitive_variables()
    def handle(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            limit_request(request, "wechat.sign_in", A_MINUTE)
            return super().handle(request, *args, **kwargs)
        except Refusal as error:
            body = {"code": error.code, "message": error.message, "fields": error.fields}
            return JsonResponse(body, status=error.status)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        login = self.input.cleaned_data["sociallogin"]
        if login.state["process"] != AuthProcess.CONNECT:
            return super().post(request, *args, **kwargs)
        require_signed_in(request.user)
        connect_wechat(proof=login.proof, actor=request.user, now=clock.now())
        return AuthenticationResponse(request)
