from django.db import transaction

from portal.accounts.models import User
from portal.core.errors import Invalid
from portal.notices.models import Preference
from portal.notices.ports import notice_channels, notice_kinds


@transaction.atomic
def set_preference(*, actor: User, kind: str, channel: str, wanted: bool) -> None:
    """Remember whether `actor` wants `kind` through `channel`; raises Invalid where either does not exist."""
    if kind not in notice_kinds or channel not in notice_channels:
        raise Invalid("", kind=kind, channel=channel)
    Preference.objects.update_or_create(user=actor, kind=kind, channel=channel, defaults={"wanted": wanted})
