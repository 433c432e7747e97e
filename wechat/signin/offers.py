"""What the sign-in page offers beside the phone number, and what one's own page says of WeChat."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.ports import Setting, SignInWay
from wechat.models import WeChatIdentity
from wechat.signin.proofs import is_configured, is_inside_wechat


def inside_wechat(request: HttpRequest) -> SignInWay | None:
    """Inside WeChat, where the official account is configured: sign in by WeChat itself."""
    if not (is_inside_wechat(request) and is_configured("oa")):
        return None
    return SignInWay(
        label=_("Sign in with WeChat"),
        explained=_("You are in WeChat: one tap, no code to type."),
        url=reverse("wechat:oa_go"),
        first=True,
    )


def by_scanning(request: HttpRequest) -> SignInWay | None:
    """Outside WeChat, where the mini-program is configured: scan a code with the phone."""
    if is_inside_wechat(request) or not is_configured("mp"):
        return None
    return SignInWay(
        label=_("Scan with WeChat"),
        explained=_("At a computer, with the phone beside you? Sign in by scanning a code with WeChat."),
        url=reverse("wechat:scan_begin"),
        by_form=True,
    )


def my_wechat(request: HttpRequest) -> Setting | None:
    """Whether one's WeChat is connected; None where neither app is configured."""
    if not (is_configured("mp") or is_configured("oa")):
        return None
    user: Any = request.user
    connected = WeChatIdentity.objects.filter(user=user).exists()
    return Setting(
        label=_("My WeChat"), url=reverse("wechat:linked"), state=_("connected") if connected else _("not connected")
    )
