"""Signing in on pages inside WeChat: there and back, silently first; whoever is new is asked before going again."""

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.internal.flows.login import complete_login
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from portal.core.ratelimit import limit_request
from wechat.gateway.official import Scope
from wechat.signin.adapter import Unknown
from wechat.signin.errors import OldState
from wechat.signin.proofs import require_configured
from wechat.signin.providers import OfficialAccountProvider


@never_cache
@require_GET
def go(request: HttpRequest) -> HttpResponse:
    """Off to WeChat and back to `next`; with `agreed=1` an account is opened for somebody new. Raises Hidden."""
    provider = _provider(request)
    limit_request(request, "wechat.oa", 30)
    next_page = get_next_redirect_url(request) or settings.LOGIN_REDIRECT_URL
    if request.user.is_authenticated:
        return HttpResponseRedirect(next_page)
    scope: Scope = "snsapi_userinfo" if request.GET.get("agreed") == "1" else "snsapi_base"
    return provider.redirect(request, AuthProcess.LOGIN, next_page, scope=scope)


@never_cache
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """Back from WeChat. The code is asked about only where the state is this session's own.

    Raises Hidden, OldState, and what proof_of_web_code and person_behind raise.
    """
    provider = _provider(request)
    limit_request(request, "wechat.oa", 30)
    state_id = request.GET.get("state", "")
    state = statekit.unstash_state(request, provider_id=provider.sub_id, state_id=state_id)
    if state is None:
        raise OldState
    login = provider.came_back(request.GET.get("code", ""))
    login.state = state
    try:
        return complete_login(request, login)
    except Unknown:
        return render(request, "wechat/new_here.html", {"next": state.get("next", "")})


def _provider(request: HttpRequest) -> OfficialAccountProvider:
    require_configured("oa")
    provider: OfficialAccountProvider = get_adapter(request).get_provider(request, OfficialAccountProvider.id)
    return provider
