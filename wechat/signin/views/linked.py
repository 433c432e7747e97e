"""My WeChat: where it is connected, and disconnecting it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts.rules import require_signed_in
from portal.core.ratelimit import limit_request
from wechat.models import WeChatIdentity
from wechat.signin.actions import disconnect_wechat


@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Which of the district's apps know me; a POST disconnects them all. Raises SignInNeeded, NoOtherWayIn."""
    user: Any = request.user
    require_signed_in(user)
    if request.method == "POST":
        limit_request(request, "wechat.linked", 10)
        if disconnect_wechat(actor=user):
            messages.success(request, _("Disconnected. Your account and everything in it stays."))
        return redirect("wechat:linked")
    found = WeChatIdentity.objects.filter(user=user).order_by("-seen_at")
    names = {settings.WECHAT_MP_APP_ID: _("mini-program"), settings.WECHAT_OA_APP_ID: _("official account")}
    apps = [(names.get(each.app, each.app), each.seen_at) for each in found]
    return render(request, "wechat/linked.html", {"apps": apps, "other_way": user.phone_confirmed})
