"""The two addresses that WeChat pushes to. Each answers within a blink: what takes time is promised, not done."""

import logging

from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from portal.core import clock
from wechat.account.replies import reply_to
from wechat.gateway.envelope import LARGEST, open_push, seal_reply, verify_echo
from wechat.gateway.errors import BadPush
from wechat.gateway.registration import App
from wechat.pushes.actions import take_push

log = logging.getLogger(__name__)
PLAIN = "text/plain; charset=utf-8"


@csrf_exempt
@require_http_methods(["GET", "POST"])
def mini_program_push(request: HttpRequest) -> HttpResponse:
    return _answered(request, "mp")


@csrf_exempt
@require_http_methods(["GET", "POST"])
def official_account_push(request: HttpRequest) -> HttpResponse:
    return _answered(request, "oa")


def _answered(request: HttpRequest, app: App) -> HttpResponse:
    """The echo, "success" or the account's words. 403 for whatever is not WeChat's: it leaves no trace but a log line.

    Why it was refused is not told: whoever forges learns nothing.
    """
    try:
        if request.method == "GET":
            return HttpResponse(verify_echo(app, request.GET), PLAIN)
        return HttpResponse(_heard(request, app), PLAIN)
    except BadPush as reason:
        log.warning("a push to %s was refused: %s", app, reason)
        return HttpResponse("refused", PLAIN, status=403)


def _heard(request: HttpRequest, app: App) -> str:
    now = clock.now()
    message = open_push(app, request.GET, _body(request), now)
    take_push(app=app, message=message, now=now)
    reply = reply_to(message, now) if app == "oa" else ""
    return seal_reply(app, reply, now) if reply else "success"


def _body(request: HttpRequest) -> bytes:
    """What was sent, but never more than one byte too much of it."""
    try:
        return request.read(LARGEST + 1)
    except UnreadablePostError:
        raise BadPush("broke off") from None
