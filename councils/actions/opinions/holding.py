"""What the acts on statements share: the version held while it is asked about, and the map promised."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from councils.conventions_enums import ConventionState
from councils.models import ConventionVersion
from portal.accounts.rules import require_signed_in, require_verified_resident
from portal.core import outbox
from portal.core.errors import Forbidden, Hidden, WrongState
from portal.core.models import OutboxItem, OutboxState

DRAW = "councils.draw_map"
PAUSE = timedelta(minutes=5)
"""A map is drawn this long after the first reaction that asks for it: one run for many taps, and nobody who watches it
can tell one tap by comparing."""


def asked_version(code: str, actor: Any) -> ConventionVersion:
    """The version, locked until the transaction ends, where its residents are asked and `actor` is one of them.

    Raises SignInNeeded, Hidden, VerificationNeeded, Forbidden for another community's residents, WrongState where the
    draft is not under consultation.
    """
    require_signed_in(actor)
    version = held_version(code, actor)
    require_verified_resident(actor)
    if actor.resident.community_id != version.convention.community_id:
        raise Forbidden(_("The residents of this community are asked."))
    require_open(version)
    return version


def held_version(code: str, actor: Any) -> ConventionVersion:
    """The version, locked until the transaction ends; raises Hidden where `actor` may not read it."""
    seen = ConventionVersion.objects.visible_to(actor).filter(code=code).values_list("pk", flat=True).first()
    if seen is None:
        raise Hidden
    versions = ConventionVersion.objects.select_for_update(of=("self",)).select_related("convention__community")
    return versions.get(pk=seen)


def require_open(version: ConventionVersion) -> None:
    if version.state != ConventionState.DRAFTED:
        raise WrongState(_("People say what they think while the draft is under consultation. The map stays."))


def promise_map(version: ConventionVersion, now: datetime) -> None:
    """Have the map drawn once for all that happens until then; within a transaction that holds the version."""
    waiting = OutboxItem.objects.filter(
        Q(due_at__lte=now + PAUSE), topic=DRAW, key=version.code, state=OutboxState.WAITING, leased_until=None
    )
    if not waiting.exists():
        outbox.add(DRAW, key=version.code, due_at=now + PAUSE)
