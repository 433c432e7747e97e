"""Signing in from an app, under /_allauth/app/v1/: allauth headless, the endpoints that a phone code needs.

`X-Session-Token` carries the session; `POST /api/v1/tokens` exchanges it for a token of five minutes.
"""

from allauth.headless.account import views
from allauth.headless.base.views import ConfigView
from allauth.headless.constants import Client
from allauth.headless.mfa.views import AuthenticateView
from allauth.headless.usersessions.views import SessionsView
from django.urls import path

app_name = "headless"
urlpatterns = [
    path("config", ConfigView.as_api_view(client=Client.APP), name="config"),
    path("auth/code/request", views.RequestLoginCodeView.as_api_view(client=Client.APP), name="request_login_code"),
    path("auth/code/resend", views.ResendLoginCodeView.as_api_view(client=Client.APP), name="resend_login_code"),
    path("auth/code/confirm", views.ConfirmLoginCodeView.as_api_view(client=Client.APP), name="confirm_login_code"),
    path("auth/2fa/authenticate", AuthenticateView.as_api_view(client=Client.APP), name="authenticate"),
    path("auth/session", views.SessionView.as_api_view(client=Client.APP), name="current_session"),
    path("auth/sessions", SessionsView.as_api_view(client=Client.APP), name="sessions"),
]
