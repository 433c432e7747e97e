"""A resident says to a statement that they agree, disagree or pass; changes it; takes it back."""

from datetime import datetime
from typing import Any

from django.db import transaction

from councils.actions.opinions.holding import asked_version, promise_map
from councils.models import Reaction, Statement
from councils.opinions_enums import View
from portal.accounts.rules import require_signed_in
from portal.core.errors import Hidden, Invalid


@transaction.atomic
def react(*, code: str, view: str, actor: Any, now: datetime) -> Statement:
    """Note what `actor` says to a statement; what they said before is replaced. One a person and statement.

    Raises SignInNeeded, VerificationNeeded, Hidden, Forbidden, WrongState, Invalid (view).
    """
    if view not in View.values:
        raise Invalid(view=str(view)[:20])
    statement = _asked(code, actor)
    Reaction.objects.update_or_create(statement=statement, user=actor, defaults={"view": view, "at": now})
    promise_map(statement.version, now)
    return statement


@transaction.atomic
def take_reaction_back(*, code: str, actor: Any, now: datetime) -> Statement:
    """Nothing happens where there is none. Raises as `react`."""
    statement = _asked(code, actor)
    gone, _by_model = Reaction.objects.filter(statement=statement, user=actor).delete()
    if gone:
        promise_map(statement.version, now)
    return statement


def _asked(code: str, actor: Any) -> Statement:
    """The statement of a draft that `actor` is asked about, its version held."""
    require_signed_in(actor)
    statement = Statement.objects.shown().filter(code=code).select_related("version").first()
    if statement is None:
        raise Hidden
    statement.version = asked_version(statement.version.code, actor)
    return statement
