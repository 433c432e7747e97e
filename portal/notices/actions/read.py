from collections.abc import Collection
from datetime import datetime

from django.core.cache import cache
from django.db import transaction

from portal.accounts.models import User
from portal.accounts.rules import require_signed_in
from portal.notices.models import Notice
from portal.notices.queries import unread_key


@transaction.atomic
def mark_read(*, codes: Collection[str], actor: User, now: datetime) -> int:
    """Mark those of `codes` that are `actor`'s as read; returns how many were unread. Others are passed over.

    Raises SignInNeeded.
    """
    return _mark(actor, now, code__in=list(codes))


@transaction.atomic
def mark_all_read(*, actor: User, now: datetime) -> int:
    """Mark everything in `actor`'s inbox up to `now` as read; returns how many were unread. Raises SignInNeeded."""
    return _mark(actor, now, created_at__lte=now)


def _mark(actor: User, now: datetime, **which) -> int:
    require_signed_in(actor)
    changed = Notice.objects.filter(recipient=actor, unread=True, **which).update(unread=False, read_at=now)
    transaction.on_commit(lambda: cache.delete(unread_key(actor.pk)))
    return changed
