"""How allauth meets WeChat: apps come from settings, people from `person_behind`, and nothing is stored twice."""

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.http import HttpRequest

from portal.core import clock
from wechat.gateway.registration import App, registration
from wechat.signin.actions import person_behind
from wechat.signin.proofs import is_configured

APPS: dict[str, App] = {"wechat_mp": "mp", "weixin_oa": "oa"}


class Unknown(Exception):
    """Nobody is known by this WeChat yet, and nobody has agreed to open an account."""


class WeChatAdapter(DefaultSocialAccountAdapter):
    """The login is settled before allauth would look into its own tables or open an account of its own."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The configured apps, without their secrets: only the gateway holds those."""
        known = {name: registration(app).app_id for name, app in APPS.items() if is_configured(app)}
        return [
            SocialApp(provider=name, name=name, client_id=app_id)
            for name, app_id in known.items()
            if provider in (None, name) and client_id in (None, "", app_id)
        ]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Raises Forbidden, PhoneTaken, and Unknown where an account may not be opened on this way."""
        may_open = (sociallogin.state.get("data") or {}).get("scope") != "snsapi_base"
        user = person_behind(proof=sociallogin.proof, now=clock.now(), may_open=may_open)
        if user is None:
            raise Unknown
        sociallogin.user = user
        # What allauth notes in the session is told to the app; the openid stays here.
        sociallogin.account.uid = user.code
