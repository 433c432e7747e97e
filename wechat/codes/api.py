from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router

from portal.core.errors import Hidden, Invalid
from portal.core.ratelimit import limit_request
from wechat.codes.cards import is_ours, official_account_configured
from wechat.codes.schemas import JsSignatureOut
from wechat.gateway.errors import WeChatTrouble
from wechat.gateway.official import jsapi_signature
from wechat.signin.errors import WeChatAway

router = Router(tags=["wechat"])
PER_MINUTE = 60
LONGEST = 2000


@router.get("/wechat/js-signature", response=JsSignatureOut)
def get_js_signature(request: HttpRequest, url: str = Query(max_length=LONGEST)) -> dict[str, Any]:
    """The signature with which one of this site's pages, open inside WeChat, may say how its card looks.

    `url` is the page's whole address; what follows # does not count. Refuses other sites' addresses (`invalid`).
    """
    limit_request(request, "wechat.js_signature", PER_MINUTE)
    if not official_account_configured():
        raise Hidden
    if not is_ours(request, url):
        raise Invalid(_("Only pages of this site are signed for."), url="elsewhere")
    try:
        return jsapi_signature(url)
    except WeChatTrouble:
        raise WeChatAway from None
