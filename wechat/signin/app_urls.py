"""What the mini-program adds to the app's sign-in under /_allauth/app/v1/ (portal.accounts.app_urls)."""

from allauth.headless.constants import Client
from django.urls import path

from wechat.signin.views.app import SignInView

app_name = "wechat_app"
urlpatterns = [path("auth/provider/token", SignInView.as_api_view(client=Client.APP), name="provider_token")]
