"""A certificate of service (志愿服务记录证明), free of charge, from records that stand, frozen as it was issued."""

import hashlib
import json
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.accounts.queries import share_household
from portal.accounts.rules import require_signed_in
from portal.communities.models import Community
from portal.core import audit
from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from portal.core.text import plain
from volunteers.actions.confirm_hours import hold_people
from volunteers.enums import ShownNumber
from volunteers.models import Certificate, Issuer, ServiceRecord
from volunteers.models.certificates import _serial, issuer_of
from volunteers.queries.hours import records_between
from volunteers.rules import require_care

NUMBER_AT_MOST = 30
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


@transaction.atomic
def issue_certificate(
    *,
    community: Community,
    first_day: date,
    last_day: date,
    agreed: bool,
    actor: Any,
    now: datetime,
    person: User | None = None,
    number_kind: ShownNumber = ShownNumber.NONE,
    number: str = "",
) -> Certificate:
    """Issue one to oneself, or as staff to `person` who asks at the counter.

    What was served in one community (谁记录谁证明) on days from `first_day` to `last_day`, both included. `agreed`: the
    person agrees that whoever has the serial sees on a public page whether it holds. The number is the one they choose
    to show, or none. Raises SignInNeeded, Hidden, Forbidden (one's household), Invalid (agreed, number, name, days),
    WrongState where nothing was served.
    """
    require_signed_in(actor)
    owner = person or actor
    by_staff = owner.pk != actor.pk
    if by_staff:
        require_care(actor, community.pk)
        if share_household(actor, owner):
            raise Forbidden(_("Somebody else has to do this for you and your household."))
    hold_people([owner.pk])
    holder = User.objects.select_related("resident").filter(pk=owner.pk, is_active=True).first()
    if holder is None:
        raise Hidden
    name = getattr(getattr(holder, "resident", None), "real_name", "")
    shown = _checked(name, first_day, last_day, agreed, ShownNumber(number_kind), number, now)
    records = list(records_between(holder, community, first_day, last_day))
    if not records:
        raise WrongState(_("No confirmed hours stand in these days."))
    serial = _serial()
    content = _content(serial, name, number_kind, shown, issuer_of(community), records, (first_day, last_day), now)
    written = canonical(content)
    certificate = Certificate.objects.create(
        serial=serial,
        user=holder,
        community=community,
        first_day=first_day,
        last_day=last_day,
        minutes=content["minutes"],
        times=len(records),
        content=written,
        digest=digest_of(written),
        agreed_at=now,
        issued_at=now,
        issued_by=actor if by_staff else None,
    )
    certificate.records.set(records)
    audit.record("volunteers.issue_certificate", certificate, actor)
    return certificate


def canonical(content: dict[str, Any]) -> str:
    """The content as the one text its digest is of: JSON, keys in order, no blanks."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(written: str) -> str:
    """SHA-256, 64 hexadecimal digits."""
    return hashlib.sha256(written.encode()).hexdigest()


def identity_number_holds(number: str) -> bool:
    """Whether 18 characters can be a resident identity card's number (GB 11643-1999, check digit by ISO 7064)."""
    text = number.upper()
    if len(text) != 18 or not text[:17].isascii() or not text[:17].isdigit():
        return False
    return text[17] == _CHECKS[sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True)) % 11]


def _checked(
    name: str, first_day: date, last_day: date, agreed: bool, kind: ShownNumber, number: str, now: datetime
) -> str:
    """The number to show; raises Invalid with everything that stands against it."""
    wrong: dict[str, str] = {}
    shown = plain(number).replace(" ", "")[:NUMBER_AT_MOST]
    if not name:
        wrong["name"] = _("Your real name is not on file. Your community can enter it.")
    if not agreed:
        wrong["agreed"] = _("Whoever gets the certificate checks it on a public page: please agree to that.")
    if last_day < first_day or last_day > timezone.localdate(now):
        wrong["last_day"] = _("The last day comes after the first one, and not after today.")
    if kind == ShownNumber.NONE:
        shown = ""
    elif not shown:
        wrong["number"] = _("Write the number that the certificate shall show, or choose to show none.")
    elif kind == ShownNumber.IDENTITY_CARD and not identity_number_holds(shown):
        wrong["number"] = _("This is not the number of an identity card: please compare it with the card.")
    if wrong:
        raise Invalid(**wrong)
    return shown.upper()


def _content(
    serial: str,
    name: str,
    kind: ShownNumber,
    number: str,
    issuer: Issuer,
    records: list[ServiceRecord],
    days: tuple[date, date],
    now: datetime,
) -> dict[str, Any]:
    return {
        "serial": serial,
        "name": name,
        "number_kind": str(ShownNumber(kind).label) if number else "",
        "number": number,
        "first_day": days[0].isoformat(),
        "last_day": days[1].isoformat(),
        "minutes": sum(record.minutes for record in records),
        "lines": [
            {
                "project": record.project,
                "post": record.post,
                "day": timezone.localtime(record.started_at).date().isoformat(),
                "from": timezone.localtime(record.started_at).strftime("%H:%M"),
                "to": timezone.localtime(record.ended_at).strftime("%H:%M"),
                "minutes": record.minutes,
                "organiser": record.organiser,
            }
            for record in records
        ],
        "issuer": issuer.name,
        "responsible": issuer.responsible,
        "handler": issuer.handler,
        "phone": issuer.phone,
        "issued_on": timezone.localdate(now).isoformat(),
    }
