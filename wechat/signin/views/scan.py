"""用微信扫一扫: a desktop shows a mini-program code, waits, and is signed in as whoever confirms on the phone."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from portal.accounts.views.onward import onward
from portal.core import clock
from portal.core.ratelimit import address_of, limit_request
from wechat.models import ScanSignIn
from wechat.signin.browsers import spoken_browser
from wechat.signin.proofs import require_configured
from wechat.signin.scans import ScanState, ask_scan, scan_of_browser, state_of, use_scan

SECRET_KEY = "wechat_scan"  # noqa: S105  (a name in the session)


@never_cache
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """A new code for this browser. Raises Hidden (not configured), WeChatAway, TooMany."""
    limit_request(request, "wechat.scan_begin", 10)
    require_configured("mp")
    next_page = onward(request, settings.LOGIN_REDIRECT_URL)
    if request.user.is_authenticated:
        return HttpResponseRedirect(next_page)
    asking = ask_scan(
        browser=spoken_browser(request.headers.get("User-Agent", "")),
        address=address_of(request),
        onward=next_page,
        now=clock.now(),
    )
    request.session[SECRET_KEY] = asking.secret
    return redirect("wechat:scan", asking.scan.code)


@never_cache
@require_http_methods(["GET", "POST"])
def wait(request: HttpRequest, code: str) -> HttpResponse:
    """The code and where it stands. POST looks again, by itself every two seconds or by the button, and signs in.

    While nothing happens a page that looks by itself gets 204, so that neither its picture nor its focus is lost.
    """
    limit_request(request, "wechat.scan_wait", 90)
    scan = scan_of_browser(code=code, secret=request.session.get(SECRET_KEY, ""))
    state = state_of(scan, clock.now())
    if request.method == "POST" and state == ScanState.CONFIRMED:
        return _signed_in(request, scan)
    by_itself, looked = bool(getattr(request, "htmx", False)), "look" in request.POST
    if by_itself and not looked and state == ScanState.WAITING:
        return HttpResponse(status=204)
    template = "wechat/scan_state.html" if by_itself else "wechat/scan.html"
    return render(request, template, {"scan": scan, "state": state, "looked": looked})


@never_cache
@require_GET
def picture(request: HttpRequest, code: str) -> HttpResponse:
    """The mini-program code, for the browser that asked."""
    scan = scan_of_browser(code=code, secret=request.session.get(SECRET_KEY, ""))
    content = bytes(ScanSignIn.objects.values_list("picture", flat=True).get(pk=scan.pk))
    return HttpResponse(content, "image/png" if content.startswith(b"\x89PNG") else "image/jpeg")


def _signed_in(request: HttpRequest, scan: ScanSignIn) -> HttpResponse:
    """Where they were going, or the second factor of somebody who has one."""
    secret = request.session.pop(SECRET_KEY, "")
    user = use_scan(code=scan.code, secret=secret, now=clock.now())
    record_authentication(request, user, "wechat_scan")
    answer = perform_login(request, Login(user=user, redirect_url=scan.onward))
    if getattr(request, "htmx", False) and isinstance(answer, HttpResponseRedirect):
        return HttpResponseClientRedirect(answer.url)
    return answer
