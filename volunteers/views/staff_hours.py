"""Hours in the staff area: what waits and what stands, corrections, answers, certificates, the Excel file."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.queries import communities_of
from portal.accounts.queries.counter import residents_in_care_of
from portal.core import clock
from portal.core.crumbs import crumbs
from portal.core.errors import Hidden, Refusal
from volunteers.actions.correct_hours import correct_hours
from volunteers.actions.dispute_hours import answer_dispute
from volunteers.actions.issue_certificate import issue_certificate
from volunteers.actions.set_issuer import set_issuer
from volunteers.actions.withdraw_certificate import withdraw_certificate
from volunteers.enums import DisputeAnswer
from volunteers.hours_forms import AnswerForm, CertificateForm, CorrectForm, IssuerForm, WithdrawForm
from volunteers.hours_workbook import hours_workbook
from volunteers.models import Certificate, HoursDispute, ServiceRecord
from volunteers.models.certificates import issuer_of
from volunteers.queries import hours
from volunteers.views.hours import show

ICON = "time"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_AT_MOST, EXPORTED_AT_MOST = 200, 20_000


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What waits in one's communities: hours to confirm, disputes to answer; and what stands between two days."""
    user = _staff(request)
    first, last = _days(request)
    context = {
        "unconfirmed": list(hours.unconfirmed_shifts(user)[:SHOWN_AT_MOST]),
        "disputes": list(hours.open_disputes(user)[:SHOWN_AT_MOST]),
        "records": list(hours.records_in_care_of(user, first, last)[:SHOWN_AT_MOST]),
        "certificates": list(_certificates(user)[:20]),
        "communities": list(communities_of(user).order_by("name")[:40]),
        "first": first,
        "last": last,
    }
    return _page(request, "hours.html", _("Hours of service"), context)


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """What stands between two days as an Excel workbook."""
    user = _staff(request)
    first, last = _days(request)
    records = hours.records_in_care_of(user, first, last)[:EXPORTED_AT_MOST]
    headers = {
        "Content-Disposition": f'attachment; filename="hours-{first.isoformat()}-{last.isoformat()}.xlsx"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(hours_workbook(records), EXCEL, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """Another time for a record, or none, with the reason."""
    user = _staff(request)
    found = ServiceRecord.objects.in_care_of(user).select_related("user__resident", "shift__roster")
    record = found.filter(code=code).first()
    if record is None:
        raise Hidden
    initial = {"started_at": timezone.localtime(record.started_at), "ended_at": timezone.localtime(record.ended_at)}
    form = CorrectForm(_sent(request), initial=initial)

    def act(given: dict[str, Any]) -> None:
        span = (None, None) if given["nobody"] else (given["started_at"], given["ended_at"])
        correct_hours(
            code=code, started_at=span[0], ended_at=span[1], reason=given["reason"], actor=user, now=clock.now()
        )

    facts = [
        (_("Volunteer"), _name(record.user)),
        (_("Shift"), record.project),
        (_("stands now"), _span(record)),
        *[(_("before that"), _span(each)) for each in hours.history_of(record)[1:]],
    ]
    return _form(request, form, act, _("Correct a record"), _("Corrected. The person is told."), facts)


@require_http_methods(["GET", "HEAD", "POST"])
def dispute(request: HttpRequest, code: str) -> HttpResponse:
    """Answer what somebody says about their hours; with a time, where they are right, the record is put right."""
    user = _staff(request)
    found = HoursDispute.objects.filter(shift__roster__community__in=communities_of(user))
    waiting = found.select_related("user__resident", "shift__roster").filter(code=code).first()
    if waiting is None:
        raise Hidden
    record = ServiceRecord.objects.in_force().filter(shift=waiting.shift, user=waiting.user_id).first()
    form = AnswerForm(_sent(request))

    def act(given: dict[str, Any]) -> None:
        answer_dispute(
            code=code,
            outcome=DisputeAnswer(given["outcome"]),
            answer=given["answer"],
            started_at=given["started_at"],
            ended_at=given["ended_at"],
            actor=user,
            now=clock.now(),
        )

    facts = [
        (_("Volunteer"), _name(waiting.user)),
        (_("Shift"), waiting.shift.roster.title),
        (_("What is wrong"), waiting.text),
        (_("stands now"), _span(record) if record else "—"),
    ]
    return _form(request, form, act, _("Answer about hours"), _("Answered. The person is told."), facts)


@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, code: str) -> HttpResponse:
    """Issue a certificate to somebody who asks at the counter."""
    user = _staff(request)
    resident = residents_in_care_of(user).select_related("user").filter(user__code=code).first()
    if resident is None:
        raise Hidden
    served = hours.communities_served(resident.user).filter(pk__in=communities_of(user).values("pk"))
    form = CertificateForm(_sent(request), communities=served, today=timezone.localdate(clock.now()))
    form.fields["agreed"].label = _("The person agrees that whoever has the serial can check whether it holds")

    def act(given: dict[str, Any]) -> HttpResponse:
        return redirect(issue_certificate(person=resident.user, actor=user, now=clock.now(), **given))

    facts = [(_("Volunteer"), resident.alias)]
    return _form(request, form, act, _("Issue a certificate"), _("The certificate is issued."), facts)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, serial: str) -> HttpResponse:
    """Say that a certificate no longer counts, and why."""
    user = _staff(request)
    certificate = _certificates(user).filter(serial=serial).first()
    if certificate is None:
        raise Hidden
    form = WithdrawForm(_sent(request))

    def act(given: dict[str, Any]) -> None:
        withdraw_certificate(serial=serial, reason=given["reason"], actor=user, now=clock.now())

    facts = [(_("Serial"), serial), (_("Volunteer"), _name(certificate.user))]
    return _form(request, form, act, _("Withdraw a certificate"), _("Withdrawn. The person is told."), facts)


@require_http_methods(["GET", "HEAD", "POST"])
def issuer(request: HttpRequest, slug: str) -> HttpResponse:
    """Who signs a community's certificates."""
    user = _staff(request)
    community = communities_of(user).filter(slug=slug).first()
    if community is None:
        raise Hidden
    before = issuer_of(community)
    names = ("name", "responsible", "handler", "phone")
    form = IssuerForm(_sent(request), initial={name: getattr(before, name) for name in names})

    def act(given: dict[str, Any]) -> None:
        set_issuer(community=community, actor=user, now=clock.now(), **given)

    facts = [(_("Community"), community.title)]
    return _form(request, form, act, _("Who issues certificates"), _("Kept for certificates from now on."), facts)


def _staff(request: HttpRequest) -> Any:
    """Raises Hidden for somebody who looks after no community."""
    if not communities_of(request.user).exists():
        raise Hidden
    return request.user


def _certificates(user: Any) -> Any:
    found = Certificate.objects.filter(community__in=communities_of(user))
    return found.select_related("community", "user__resident")


def _days(request: HttpRequest) -> tuple[date, date]:
    """`?first=` and `?last=`; the last thirty days where they are no days."""
    today = timezone.localdate(clock.now())
    try:
        first, last = (date.fromisoformat(request.GET[name]) for name in ("first", "last"))
    except (KeyError, ValueError):
        return today - timedelta(days=30), today
    return (first, last) if first <= last else (last, first)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _name(person: Any) -> str:
    return str(getattr(getattr(person, "resident", None), "alias", "")) or "—"


def _span(record: ServiceRecord) -> str:
    start, end = timezone.localtime(record.started_at), timezone.localtime(record.ended_at)
    said = f"{start:%Y-%m-%d %H:%M}–{end:%H:%M}" if record.minutes else _("no service")
    return f"{said} · {record.reason}" if record.reason else said


def _form(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], HttpResponse | None],
    title: str,
    done: str,
    facts: list[tuple[str, str]],
) -> HttpResponse:
    """Show the form with what it is about; act on what is valid, and show a refusal on the form."""
    if request.method == "POST" and form.is_valid():
        try:
            answer = act(form.cleaned_data)
        except Refusal as error:
            show(form, error)
        else:
            messages.success(request, done)
            return answer or redirect("hours_index")
    context = {"form": form, "facts": facts}
    return _page(request, "hours_form.html", title, context, 422 if form.errors else 200)


def _page(request: HttpRequest, template: str, title: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    ways = [] if template == "hours.html" else [(_("Hours of service"), reverse("hours_index"))]
    frame = {"header_title": title, "header_icon": ICON, "breadcrumbs_items": crumbs(*ways, (title, ""))}
    return render(request, f"volunteers/staff/{template}", frame | context, status=status)
