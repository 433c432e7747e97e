"""Share cards of the site's pages inside WeChat: who needs the script, and for which addresses it may sign."""

from urllib.parse import urlsplit

from django.http import HttpRequest

from portal.core.page_modules import PageModule
from wechat.gateway.registration import registration

SDK = "https://res.wx.qq.com/open/js/jweixin-1.6.0.js"
"""WeChat's own script, which only works from WeChat's own address; share-card.js names the same."""


def official_account_configured() -> bool:
    return registration("oa").can_call


def inside_wechat(request: HttpRequest) -> bool:
    """Whether WeChat's own browser shows the page; WeCom (wxwork) says so too, but is another app."""
    browser = request.headers.get("User-Agent", "")
    return "MicroMessenger" in browser and "wxwork" not in browser


def is_ours(request: HttpRequest, url: str) -> bool:
    """Whether `url` is a page of the site that was asked: nobody else's page is signed for."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.netloc == request.get_host()


SHARE_CARD = PageModule(
    path="wechat/share-card.js",
    wanted=lambda request: inside_wechat(request) and official_account_configured(),
    sources=(SDK,),
)
