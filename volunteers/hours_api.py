"""Hours and certificates: one's own, a shift's to confirm, and the check of a certificate by everybody."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from ninja import Router

from portal.accounts.rules import require_signed_in
from portal.core import clock
from portal.core.errors import Invalid
from portal.core.passes import pass_for
from portal.core.ratelimit import limit_request
from portal.rosters.models import Booking
from portal.rosters.queries.lists import household_of
from volunteers.actions import confirm_hours as confirming
from volunteers.actions.dispute_hours import dispute_hours
from volunteers.actions.issue_certificate import issue_certificate
from volunteers.hours_news import spoken_minutes
from volunteers.hours_schemas import (
    CertificateCheckOut,
    CertificateIn,
    HoursConfirmedOut,
    HoursDisputeIn,
    HoursDisputeOut,
    MyHoursOut,
    ServiceCertificateOut,
    ShiftHoursIn,
    ShiftHoursOut,
)
from volunteers.models import Certificate, HoursDispute, ServiceRecord, Shift
from volunteers.queries import hours
from volunteers.queries.checking import CERTIFICATE_SCOPE, shown_to_everybody

router = Router(tags=["hours"])


@router.get("/me/hours", response=MyHoursOut)
def my_hours(request: HttpRequest, year: int = 0) -> dict[str, Any]:
    """The caller's service of one year (this one where none is named)."""
    require_signed_in(request.user)
    user, now = request.user, clock.now()
    asked = year if 2000 <= year <= 2999 else timezone.localdate(now).year
    summary = hours.year_of(user, asked)
    records = [each for each in hours.records_of(user) if timezone.localtime(each.started_at).year == asked]
    return {
        "year": asked,
        "years": hours.years_of(user),
        "minutes": summary.minutes,
        "spoken": spoken_minutes(summary.minutes),
        "times": summary.times,
        "projects": [{"project": name, "times": times, "minutes": total} for name, times, total in summary.projects],
        "records": [_record(each) for each in records],
        "disputes": [_dispute(each) for each in hours.disputes_of(user)],
        "behind": [_behind(each) for each in hours.shifts_behind(user, now)],
        "communities": list(hours.communities_served(user)),
    }


@router.post("/me/hours/{shift}/dispute", response=HoursDisputeOut)
def post_dispute(request: HttpRequest, shift: str, data: HoursDisputeIn) -> dict[str, Any]:
    """Say that the hours of a shift are wrong or missing."""
    require_signed_in(request.user)
    limit_request(request, "volunteers.dispute", 10)
    return _dispute(dispute_hours(shift_code=shift, text=data.text, actor=request.user, now=clock.now()))


@router.get("/me/certificates", response=list[ServiceCertificateOut])
def my_certificates(request: HttpRequest) -> list[dict[str, Any]]:
    """The caller's certificates, the newest first."""
    require_signed_in(request.user)
    return [_certificate(each) for each in hours.certificates_of(request.user)]


@router.post("/me/certificates", response=ServiceCertificateOut)
def post_certificate(request: HttpRequest, data: CertificateIn) -> dict[str, Any]:
    """Issue one to the caller, free of charge."""
    require_signed_in(request.user)
    limit_request(request, "volunteers.certificate", 10)
    community = hours.communities_served(request.user).filter(slug=data.community).first()
    if community is None:
        raise Invalid(community="—")
    given = data.dict(exclude={"community"})
    return _certificate(issue_certificate(community=community, actor=request.user, now=clock.now(), **given))


@router.get("/certificates/{serial}", response=CertificateCheckOut)
def check_certificate(request: HttpRequest, serial: str) -> dict[str, Any]:
    """Whether a certificate holds, for everybody who has its serial."""
    limit_request(request, "volunteers.check", 60)
    return shown_to_everybody(hours.certificate_to_check(serial))


@router.get("/shifts/{code}/hours", response=ShiftHoursOut)
def shift_hours(request: HttpRequest, code: str) -> dict[str, Any]:
    """Who came and what is proposed or stands, for whoever confirms the hours."""
    shift = Shift.objects.found(code)
    confirming.require_confirms(request.user, shift, clock.now())
    lines = hours.hours_lines(shift, household_of(request.user))
    return {"shift": shift.code, "title": shift.roster.title, "lines": [_line(each) for each in lines]}


@router.put("/shifts/{code}/hours", response=HoursConfirmedOut)
def put_shift_hours(request: HttpRequest, code: str, data: ShiftHoursIn) -> confirming.HoursConfirmed:
    """Confirm hours, all or none."""
    require_signed_in(request.user)
    served = [
        confirming.Served(each.booking, _aware(each.started_at), _aware(each.ended_at), each.reason)
        for each in data.served
    ]
    return confirming.confirm_hours(code=code, served=served, actor=request.user, now=clock.now())


def _aware(at: datetime) -> datetime:
    return timezone.make_aware(at) if timezone.is_naive(at) else at


def _line(line: hours.HoursLine) -> dict[str, Any]:
    return {
        "booking": line.booking.code,
        "name": line.name,
        "started_at": line.started_at,
        "ended_at": line.ended_at,
        "minutes": line.minutes,
        "confirmed": line.record is not None,
        "own": line.own,
    }


def _record(record: ServiceRecord) -> dict[str, Any]:
    plain = ("code", "project", "post", "organiser", "started_at", "ended_at", "minutes", "reason")
    return {name: getattr(record, name) for name in plain} | {
        "shift": record.shift.code,
        "spoken": spoken_minutes(record.minutes),
        "corrected": record.corrects_id is not None,
        "before": spoken_minutes(record.corrects.minutes) if record.corrects is not None else "",
    }


def _behind(booking: Booking) -> dict[str, Any]:
    roster = booking.roster
    return {
        "shift": roster.code,
        "title": roster.title,
        "starts_at": roster.starts_at,
        "ends_at": roster.ends_at,
        "state_text": booking.get_state_display(),
    }


def _dispute(dispute: HoursDispute) -> dict[str, Any]:
    plain = ("code", "text", "filed_at", "outcome", "answer", "answered_at")
    return {name: getattr(dispute, name) for name in plain} | {
        "shift": dispute.shift.code,
        "title": dispute.shift.roster.title,
        "outcome_text": str(dispute.get_outcome_display()),
    }


def _certificate(certificate: Certificate) -> dict[str, Any]:
    plain = ("serial", "first_day", "last_day", "minutes", "times", "issued_at", "withdrawn_because")
    return {name: getattr(certificate, name) for name in plain} | {
        "community": certificate.community.title,
        "spoken": spoken_minutes(certificate.minutes),
        "valid": certificate.is_valid,
        "path": certificate.get_absolute_url(),
        "pdf": _paper(certificate),
    }


def _paper(certificate: Certificate) -> str:
    """Where the paper is; with a pass, because what opens papers on a phone sends no token."""
    address = reverse("hours:pdf", args=[certificate.serial])
    return f"{address}?pass={pass_for(CERTIFICATE_SCOPE, certificate.serial)}"
