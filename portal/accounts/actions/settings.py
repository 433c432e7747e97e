from datetime import datetime
from typing import Any

from portal.accounts.models import User
from portal.accounts.rules import require_signed_in


def set_elder_mode(*, on: bool, actor: Any, now: datetime) -> None:
    """Keep large type with the account, for devices on which nothing was chosen. Raises SignInNeeded."""
    require_signed_in(actor)
    User.objects.filter(pk=actor.pk).update(elder_mode=on)
