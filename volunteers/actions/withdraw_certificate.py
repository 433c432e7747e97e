from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.queries import share_household
from portal.core import audit
from portal.core.errors import Forbidden, Hidden, Invalid
from portal.core.text import plain
from portal.notices.actions import notify
from volunteers.hours_news import CERTIFICATE
from volunteers.models import Certificate, ServiceRecord
from volunteers.models.posts import REASON_AT_MOST
from volunteers.rules import require_care


@transaction.atomic
def withdraw_certificate(*, serial: str, reason: str, actor: Any, now: datetime) -> Certificate:
    """Say that a certificate no longer counts, and why; its public page says so from now on. Again changes nothing.

    By staff of the community, never for oneself or one's household. Raises SignInNeeded, Hidden, Forbidden, Invalid.
    """
    certificate = Certificate.objects.select_for_update(of=("self",), no_key=True).filter(serial=serial).first()
    if certificate is None:
        raise Hidden
    require_care(actor, certificate.community_id)
    if share_household(actor, certificate.user):
        raise Forbidden(_("Somebody else has to do this for you and your household."))
    because = plain(reason)[:REASON_AT_MOST]
    if not because:
        raise Invalid(reason=_("Say why: it stands on the public page."))
    if certificate.withdrawn_at is None:
        _withdraw(certificate, because, now)
        audit.record("volunteers.withdraw_certificate", certificate, actor, reason=because)
    return certificate


def withdraw_resting_on(record: ServiceRecord, reason: str, now: datetime) -> None:
    """End the certificates on which this record stands: it was corrected. The caller holds the person's row."""
    rows = Certificate.objects.select_for_update(of=("self",), no_key=True).filter(
        records=record, withdrawn_at__isnull=True
    )
    for certificate in rows.order_by("pk"):
        _withdraw(certificate, _("A record on it was corrected: %s") % reason, now)


def _withdraw(certificate: Certificate, because: str, now: datetime) -> None:
    certificate.withdrawn_at, certificate.withdrawn_because = now, because[:REASON_AT_MOST]
    certificate.save(update_fields=["withdrawn_at", "withdrawn_because"])
    notify(
        kind=CERTIFICATE,
        recipients=[certificate.user_id],
        subject=certificate.serial,
        event="withdrawn",
        fields={"serial": certificate.serial, "reason": certificate.withdrawn_because},
        url="/me/hours/",
        now=now,
    )
