from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.accounts.rules import require_signed_in
from portal.core.errors import Invalid
from portal.notices.models import Preference
from portal.notices.ports import notice_channels, notice_kinds


@transaction.atomic
def set_preferences(*, actor: User, choices: Mapping[tuple[str, str], bool]) -> int:
    """Remember which kinds `actor` wants through which channels, by (kind, channel); returns how many were given.

    What is not among `choices` stays as it is. Raises SignInNeeded, and Invalid where a kind or a channel does not
    exist; then nothing is remembered.
    """
    require_signed_in(actor)
    for kind, channel in choices:
        if kind not in notice_kinds:
            raise Invalid(kind=_("There is no such kind of news."))
        if channel not in notice_channels:
            raise Invalid(channel=_("There is no such way to reach you."))
    Preference.objects.bulk_create(
        [
            Preference(user=actor, kind=kind, channel=channel, wanted=wanted)
            for (kind, channel), wanted in choices.items()
        ],
        update_conflicts=True,
        unique_fields=["user", "kind", "channel"],
        update_fields=["wanted"],
    )
    return len(choices)
