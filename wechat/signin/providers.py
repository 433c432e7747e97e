"""allauth's providers for our two apps: they carry a proof, and `person_behind` says whose it is."""

from typing import Any

from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import Provider, ProviderAccount
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from portal.accounts.models import User
from wechat.gateway.official import Scope, authorize_url
from wechat.signin.errors import CodeSpent
from wechat.signin.proofs import Proof, proof_of_js_code, proof_of_web_code


class ProofProvider(Provider):
    """What both have in common: the login that comes of a proof is never stored as allauth's SocialAccount."""

    account_class = ProviderAccount
    uses_apps = True
    package = "wechat.signin"

    def login_of(self, proof: Proof) -> SocialLogin:
        login = SocialLogin(user=User(), account=SocialAccount(provider=self.id, uid="", extra_data={}), provider=self)
        login.proof = proof
        return login


class MiniProgramProvider(ProofProvider):
    """`POST /_allauth/app/v1/auth/provider/token`: `access_token` is wx.login's code, `phone_code` the button's."""

    id, name = "wechat_mp", _("WeChat mini-program")
    supports_token_authentication = True

    @sensitive_variables()
    def verify_token(self, request: HttpRequest, token: dict[str, Any]) -> SocialLogin:
        """Raises what proof_of_js_code raises."""
        phone_code = token.get("phone_code") or ""
        if not isinstance(phone_code, str) or not isinstance(token.get("access_token"), str):
            raise CodeSpent
        return self.login_of(proof_of_js_code(token["access_token"], phone_code))


class OfficialAccountProvider(ProofProvider):
    """Pages inside WeChat: silently at first (snsapi_base); snsapi_userinfo where somebody new agreed to sign in."""

    id, name = "weixin_oa", _("WeChat official account")
    supports_redirect = True

    def redirect(
        self,
        request: HttpRequest,
        process: str,
        next_url: str | None = None,
        data: Any = None,
        *,
        scope: Scope = "snsapi_base",
        **kwargs: Any,
    ) -> HttpResponse:
        """Off to WeChat, with a state that only this browser's session knows."""
        state = self.stash_redirect_state(request, process, next_url=next_url, data={"scope": scope}, **kwargs)
        back = request.build_absolute_uri(reverse("wechat:oa_back"))
        return HttpResponseRedirect(authorize_url(redirect_uri=back, scope=scope, state=state))

    @sensitive_variables()
    def came_back(self, code: str) -> SocialLogin:
        """Raises what proof_of_web_code raises."""
        return self.login_of(proof_of_web_code(code))
