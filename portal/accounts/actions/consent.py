from datetime import datetime
from typing import Any

from django.db import transaction

from portal.accounts.actions.sessions import end_all_sessions
from portal.accounts.consents import CURRENT
from portal.accounts.enums import ConsentKind
from portal.accounts.models import Consent, Resident, User
from portal.accounts.queries.consents import has_consented
from portal.accounts.rules import require_signed_in


@transaction.atomic
def give_consent(*, kind: ConsentKind, actor: Any, now: datetime) -> None:
    """Write that `actor` agrees to the current text; nothing where they do already. Raises SignInNeeded."""
    require_signed_in(actor)
    User.objects.select_for_update().get(pk=actor.pk)
    if not has_consented(actor, kind):
        Consent.objects.create(user_id=actor.pk, kind=kind, version=CURRENT[kind].version, given=True, at=now)


@transaction.atomic
def withdraw_consent(*, kind: ConsentKind, actor: Any, now: datetime) -> None:
    """Write that `actor` agrees no longer, and do what the text says follows. Raises SignInNeeded.

    Nothing is written where no consent is in force (PIPL Art. 15: withdrawing is as easy as giving).
    """
    require_signed_in(actor)
    User.objects.select_for_update().get(pk=actor.pk)
    last = Consent.objects.filter(user_id=actor.pk, kind=kind).order_by("-at", "-id").first()
    if last is None or not last.given:
        return
    Consent.objects.create(user_id=actor.pk, kind=kind, version=last.version, given=False, at=now)
    if kind == ConsentKind.SENSITIVE:
        Resident.objects.filter(user_id=actor.pk).update(
            real_name="", born_on=None, household=None, verified_at=None, verified_how="", verified_by=None
        )
    if kind in (ConsentKind.SERVICE, ConsentKind.GUARDIAN):
        end_all_sessions(user_id=actor.pk)
    if kind == ConsentKind.GUARDIAN:
        User.objects.filter(pk=actor.pk).update(is_active=False)
