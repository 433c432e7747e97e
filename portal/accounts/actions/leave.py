from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.actions.sessions import end_all_sessions
from portal.accounts.models import User
from portal.accounts.queries import appointments_in_force
from portal.accounts.rules import require_signed_in
from portal.core import audit
from portal.core.errors import WrongState
from portal.core.personal_data import personal_data

HELD_AT_MOST = 5


@transaction.atomic
def erase_person(*, actor: Any, now: datetime) -> list[str]:
    """Delete everything that says who `actor` is, in every room, and end all sessions; returns what is kept and why.

    PIPL Art. 47 (deletion), Art. 19 and the election rules behind a roll (retention). All or nothing. Raises
    SignInNeeded or WrongState (an office is in force: it has to be handed over first).
    """
    require_signed_in(actor)
    user = _held(actor, now)
    if appointments_in_force(user).exists():
        raise WrongState(_("You hold an office. Please have it handed over first, then come back."))
    kept = [sentence for name in _rooms_first() for sentence in personal_data.get(name).erase(user, now)]
    end_all_sessions(user_id=user.pk)
    audit.record("accounts.erase_person", user, None)
    return kept


@transaction.atomic
def preview_erasure(*, actor: Any, now: datetime) -> list[str]:
    """What would be kept and why if `actor` left now: the deletion itself, taken back before anything is written.

    Raises as `erase_person`.
    """
    kept = erase_person(actor=actor, now=now)
    transaction.set_rollback(True)
    return kept


def export_person(*, actor: Any, now: datetime) -> dict[str, Any]:
    """Everything every room holds about `actor`, by room, JSON-ready (PIPL Art. 45). Raises SignInNeeded."""
    require_signed_in(actor)
    user = User.objects.get(pk=actor.pk)
    rooms = {name: personal_data.get(name).export(user) for name in personal_data.names()}
    return {"made_at": now.isoformat(), **rooms}


class _Moved(Exception):
    """The person got into something new between the rooms' locks and their own."""


def _held(actor: Any, now: datetime) -> User:
    """The person's row, locked after what their rooms lock before a person (PersonalData.first).

    Where something new came in between, the locks are given back and taken again. Raises WrongState where that does
    not end.
    """
    for _attempt in range(HELD_AT_MOST):
        with suppress(_Moved), transaction.atomic():
            held = set(_rows_first(actor, now, lock=True))
            user = User.objects.select_for_update().get(pk=actor.pk)
            if set(_rows_first(actor, now, lock=False)) - held:
                raise _Moved
            return user
    raise WrongState(_("Something of yours is just being changed. Please try again in a moment."))


def _rows_first(actor: Any, now: datetime, *, lock: bool) -> Iterator[tuple[str, int]]:
    for name in _rooms_first():
        for rows in personal_data.get(name).first(actor, now):
            found = rows.select_for_update(of=("self",), no_key=True) if lock else rows
            yield from ((rows.model._meta.label, row.pk) for row in found)


def _rooms_first() -> list[str]:
    """Rooms look up the person in what they hold; so the person goes last."""
    return sorted(personal_data.names(), key=lambda name: (name == "accounts", name))
