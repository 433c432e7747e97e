"""A certificate as everybody may see it, and as its owner has it on paper."""

import json
from datetime import date
from typing import Any

from django.db.models import Q

from portal.accounts.queries import communities_of
from portal.accounts.rules import require_signed_in
from portal.core.errors import Hidden
from portal.core.passes import lets_in
from portal.core.text import masked
from volunteers.models import Certificate

CERTIFICATE_SCOPE = "volunteers.certificate"
"""Passes for papers (`portal.core.passes`)."""


def content_of(certificate: Certificate) -> dict[str, Any]:
    """What stood on the paper; empty once the person has left."""
    found: dict[str, Any] = json.loads(certificate.content) if certificate.content else {}
    return found


def shown_to_everybody(certificate: Certificate) -> dict[str, Any]:
    """Valid or withdrawn, whose (the family name only), for which days and how long. Never a number."""
    content = content_of(certificate)
    return {
        "serial": certificate.serial,
        "valid": certificate.is_valid,
        "withdrawn_at": certificate.withdrawn_at,
        "withdrawn_because": certificate.withdrawn_because,
        "name": masked(content.get("name", "")),
        "community": certificate.community.title,
        "issuer": content.get("issuer", certificate.community.title),
        "first_day": certificate.first_day,
        "last_day": certificate.last_day,
        "minutes": certificate.minutes,
        "times": certificate.times,
        "issued_on": date.fromisoformat(content["issued_on"]) if content else certificate.issued_at.date(),
        "digest": certificate.digest,
        "lines": [
            {"project": line["project"], "day": date.fromisoformat(line["day"]), "minutes": line["minutes"]}
            for line in content.get("lines", [])
        ],
    }


def certificate_to_print(serial: str, user: Any, given: str = "") -> Certificate:
    """One's own, or one of a community in one's care, while its content is there; any with a pass (`given`).

    Raises SignInNeeded, Hidden.
    """
    kept = Certificate.objects.select_related("community").exclude(content="")
    if not (given and lets_in(given, CERTIFICATE_SCOPE, serial)):
        require_signed_in(user)
        kept = kept.filter(Q(user=user.pk) | Q(community__in=communities_of(user)))
    found = kept.filter(serial=serial).first()
    if found is None:
        raise Hidden
    return found
