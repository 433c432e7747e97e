"""Addresses for load balancers and monitoring; their own words and figures only, nothing of anybody."""

from hmac import compare_digest
from ipaddress import ip_address

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from portal.core import clock
from portal.core.metrics import exposition
from portal.core.ratelimit import address_of
from portal.core.readiness import is_ready, readiness


@require_safe
@cache_control(no_store=True)
def health(request: HttpRequest) -> HttpResponse:
    """200 where this process answers and reaches its database; tells nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", "text/plain")


@require_safe
@cache_control(no_store=True)
def ready(request: HttpRequest) -> HttpResponse:
    """200 where this process can serve requests, else 503; both say in a word a part what is wrong."""
    parts = readiness(clock.now())
    able = is_ready(parts)
    return JsonResponse({"ready": able, **parts}, status=200 if able else 503)


@require_safe
@cache_control(no_store=True)
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, for whoever carries METRICS_TOKEN or calls from METRICS_NETWORKS; 404 for all others."""
    if not (_carries_token(request) or _is_near(request)):
        raise Http404
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


def _carries_token(request: HttpRequest) -> bool:
    kind, _gap, token = request.headers.get("Authorization", "").partition(" ")
    wanted = settings.METRICS_TOKEN
    return bool(wanted) and kind == "Bearer" and compare_digest(token.encode(), wanted.encode())


def _is_near(request: HttpRequest) -> bool:
    try:
        caller = ip_address(address_of(request))
    except ValueError:
        return False
    return any(caller in network for network in settings.METRICS_NETWORKS)
