"""What the acts on a convention share: the version held, the step written."""

from datetime import date, datetime
from typing import Any

from councils.conventions_enums import ConventionEvent, ConventionState
from councils.conventions_lifecycle import CONVENTION
from councils.models import Convention, ConventionStep, ConventionVersion
from councils.rules import require_care
from portal.core.errors import Hidden


def held_version(code: str, actor: Any) -> ConventionVersion:
    """The version, its convention locked first, so that versions of one convention move one after the other.

    Raises SignInNeeded and Hidden.
    """
    found = ConventionVersion.objects.filter(code=code).values_list("convention_id", flat=True).first()
    if found is None:
        raise Hidden
    convention = Convention.objects.select_for_update().get(pk=found)
    require_care(actor, convention.community_id)
    return ConventionVersion.objects.select_related("convention__community", "body").get(code=code)


def step_on(
    version: ConventionVersion,
    event: ConventionEvent,
    *,
    held_on: date,
    record: str,
    receipt: str,
    actor: Any,
    now: datetime,
) -> None:
    """Move the version by the table and write the step. Raises WrongState."""
    version.state = CONVENTION.advance(ConventionState(version.state), event)
    version.save()
    ConventionStep.objects.create(
        version=version,
        event=event,
        state=version.state,
        held_on=held_on,
        record=record,
        receipt=receipt,
        at=now,
        by=actor,
    )
