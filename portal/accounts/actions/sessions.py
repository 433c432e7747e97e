from datetime import datetime
from importlib import import_module
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.db.models import F

from portal.accounts.models import User
from portal.accounts.rules import require_signed_in
from portal.accounts.tokens import forget_epoch
from portal.core import audit


@transaction.atomic
def sign_out_everywhere(*, actor: Any, now: datetime) -> int:
    """End every session of `actor` on every device, and every token; returns how many sessions there were.

    Raises SignInNeeded.
    """
    require_signed_in(actor)
    ended = end_all_sessions(user_id=actor.pk)
    audit.record("accounts.sign_out_everywhere", User.objects.get(pk=actor.pk), actor, sessions=ended)
    return ended


def end_all_sessions(*, user_id: int) -> int:
    """Raise the epoch and end the sessions; inside the caller's transaction. Tokens end once it is committed."""
    User.objects.filter(pk=user_id).update(auth_epoch=F("auth_epoch") + 1)
    transaction.on_commit(lambda: forget_epoch(user_id))
    sessions = list(UserSession.objects.filter(user_id=user_id))
    for session in sessions:
        session.end()
    return len(sessions)


def tidy_sessions(*, before: datetime) -> int:
    """Forget sessions that ran out, and from where they came before `before`; how many addresses were forgotten."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return UserSession.objects.filter(last_seen_at__lt=before).delete()[0]
