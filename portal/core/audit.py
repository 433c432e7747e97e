"""Wagtail's audit log as the one log of acts: who did what to which thing, for staff to read and for filing.

The standard 等保 2.0 asks that such logs are kept for at least six months; nothing here deletes them.
"""

from typing import Any

from wagtail.log_actions import log
from wagtail.models import ModelLogEntry


def record(action: str, instance: Any, actor: Any, **data: Any) -> None:
    """Write one log entry in the caller's transaction.

    `action` is "room.verb", registered in the room's `wagtail_hooks.py`; `actor` may be None for the clock's own acts.
    `data` must be JSON and must not hold what a secret ballot hides.
    """
    user = actor if getattr(actor, "is_authenticated", False) else None
    log(instance=instance, action=action, user=user, data=data or None)


def forget_names(instance: Any) -> None:
    """Call `instance` in its log entries what it is called now, and drop what they say besides: a person has left.

    Who did what and when stays.
    """
    entries = ModelLogEntry.objects.for_instance(instance)
    entries.update(label=str(instance), data={})
