from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import transaction

from portal.notices.models import Notice, Preference
from portal.notices.queries import unread_key


@transaction.atomic
def erase_notices(*, user: Any, now: datetime) -> list[str]:
    """Remove every notice and preference of somebody who leaves; returns what is kept and why: nothing.

    What is still on its way to them goes with its notice.
    """
    Notice.objects.filter(recipient=user).delete()
    Preference.objects.filter(user=user).delete()
    transaction.on_commit(lambda: cache.delete(unread_key(user.pk)))
    return []
