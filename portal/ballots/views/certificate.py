"""The certificate of a result, as a page and as a sheet of paper."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from portal.ballots import queries
from portal.ballots.enums import SignalKind, SignalState
from portal.core import clock
from portal.core.errors import Hidden
from portal.core.printing import render_pdf


@require_GET
def certificate_page(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "ballots/certificate.html", _certificate(request, code))


@require_GET
def certificate_sheet(request: HttpRequest, code: str) -> HttpResponse:
    return render_pdf(request, "ballots/certificate_sheet.html", _certificate(request, code), f"certificate-{code}.pdf")


def _signals(told: dict[str, Any] | None) -> dict[str, Any] | None:
    """What the certificate says of how ballots came, in words; None for one that says nothing of it."""
    if told is None:
        return None
    found = [
        each | {"kind": SignalKind(each["kind"]).label, "state": SignalState(each["state"]).label}
        for each in told["found"]
    ]
    return told | {"complete": told["marked"] >= told["expected"], "found": found}


def _certificate(request: HttpRequest, code: str) -> dict[str, Any]:
    """Raises Hidden where there is no such poll for the viewer, or no certificate yet."""
    now = clock.now()
    poll = queries.visible_poll(code, request.user, now)
    certificate = queries.given_certificate(poll)
    if certificate is None:
        raise Hidden
    return {
        "poll": poll,
        "certificate": certificate,
        "data": certificate.data,
        "signals": _signals((certificate.data or {}).get("signals")),
        "review": queries.review(poll, request.user, now),
        "result": queries.result(poll),
    }
