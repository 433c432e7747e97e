"""Somebody's own hours: a year of them, what is wrong with them, and the certificates."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.rules import require_signed_in
from portal.core import clock
from portal.core.errors import Invalid, Refusal
from portal.core.printing import render_pdf
from portal.core.ratelimit import limit_request
from portal.core.sharing import data_address
from portal.core.shortcodes import qr_svg
from volunteers.actions.dispute_hours import dispute_hours
from volunteers.actions.issue_certificate import issue_certificate
from volunteers.hours_forms import CertificateForm, DisputeForm
from volunteers.models import Shift
from volunteers.queries import hours
from volunteers.queries.checking import certificate_to_print, content_of, shown_to_everybody

WRITTEN_LINES = 40
"""How many services a certificate lists; the rest is in its sum."""


@require_GET
@never_cache
def my_hours(request: HttpRequest) -> HttpResponse:
    """A year of service (`?year=`), with everything that was said about it."""
    require_signed_in(request.user)
    user, now = request.user, clock.now()
    this_year = timezone.localdate(now).year
    years = hours.years_of(user)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else (years[0] if years else this_year)
    summary = hours.year_of(user, year)
    context = {
        "year": summary,
        "years": years,
        "records": [each for each in hours.records_of(user) if timezone.localtime(each.started_at).year == year],
        "disputes": list(hours.disputes_of(user)),
        "behind": list(hours.shifts_behind(user, now)),
        "certificates": list(hours.certificates_of(user)),
    }
    return render(request, "volunteers/my_hours.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def dispute(request: HttpRequest, shift: str) -> HttpResponse:
    """Say what is wrong with one's hours of a shift."""
    require_signed_in(request.user)
    found = Shift.objects.found(shift)
    form = DisputeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        limit_request(request, "volunteers.dispute", 10)
        try:
            dispute_hours(shift_code=shift, text=form.cleaned_data["text"], actor=request.user, now=clock.now())
        except Invalid as error:
            show(form, error)
        else:
            messages.success(request, _("Thank you. Somebody looks at it, and you hear what came of it."))
            return redirect("hours:mine")
    return _ask(request, form, _("What is wrong with these hours?"), _("Send"), roster=found.roster)


@require_http_methods(["GET", "HEAD", "POST"])
def new_certificate(request: HttpRequest) -> HttpResponse:
    """Have a certificate issued, free of charge."""
    require_signed_in(request.user)
    now = clock.now()
    served = hours.communities_served(request.user)
    data = request.POST if request.method == "POST" else None
    initial = {"community": request.GET.get("community", "")}
    form = CertificateForm(data, communities=served, today=timezone.localdate(now), initial=initial)
    if request.method == "POST" and form.is_valid():
        limit_request(request, "volunteers.certificate", 10)
        try:
            certificate = issue_certificate(actor=request.user, now=now, **form.cleaned_data)
        except Refusal as error:
            show(form, error)
        else:
            messages.success(request, _("Your certificate is issued. Whoever gets it can check it by its serial."))
            return redirect(certificate)
    told = _("It costs nothing. It says what was confirmed, and can be checked by whoever gets it.")
    return _ask(request, form, _("Certificate of volunteer service"), _("Issue it"), consequence=told)


@require_GET
@never_cache
def certificate_pdf(request: HttpRequest, serial: str) -> HttpResponse:
    """The paper, for whose it is, for staff of the community, and for an app that holds a pass."""
    certificate = certificate_to_print(serial, request.user, request.GET.get("pass", ""))
    content = content_of(certificate)
    address = request.build_absolute_uri(certificate.get_absolute_url())
    context = {
        "certificate": certificate,
        "content": content,
        "lines": content["lines"][:WRITTEN_LINES],
        "more": max(len(content["lines"]) - WRITTEN_LINES, 0),
        "address": address,
        "qr": data_address(qr_svg(address).encode(), "image/svg+xml"),
    }
    answer = render_pdf(request, "volunteers/certificate_sheet.html", context, f"certificate-{serial}.pdf")
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@require_GET
@never_cache
def certificate_page(request: HttpRequest, serial: str) -> HttpResponse:
    """For everybody who has the serial: whether it holds, and what it certified."""
    limit_request(request, "volunteers.check", 60)
    certificate = hours.certificate_to_check(serial)
    user = request.user
    context = {
        "certificate": certificate,
        "shown": shown_to_everybody(certificate),
        "is_mine": user.is_authenticated and certificate.user_id == user.pk,
        "again": f"{reverse('hours:new')}?community={certificate.community.slug}",
    }
    answer = render(request, "volunteers/certificate.html", context)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def show(form: forms.Form, error: Refusal) -> None:
    """What the refusal says of single questions beside them, the rest above."""
    for name, words in error.fields.items():
        form.add_error(name if name in form.fields else None, words)
    if not error.fields:
        form.add_error(None, error.message)


def _ask(request: HttpRequest, form: forms.Form, question: str, yes: str, **more: Any) -> HttpResponse:
    context = {"form": form, "question": question, "confirm_label": yes, "back_url": reverse("hours:mine"), **more}
    return render(request, "volunteers/hours_form.html", context, status=422 if form.errors else 200)
