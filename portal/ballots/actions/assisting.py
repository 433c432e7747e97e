from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.accounts.queries import share_household
from portal.ballots.actions import box_postgres, box_sqlite
from portal.ballots.actions.casting import CastAnswer, replace_ballot
from portal.ballots.facts import facts_of
from portal.ballots.models import AssistedVotes, Poll
from portal.ballots.refusals import OtherChannel, require_done
from portal.core.errors import Forbidden, Invalid


@transaction.atomic
def vote_with_help(*, poll: Poll, option_codes: Sequence[str], voter: User, actor: User, now: datetime) -> CastAnswer:
    """Give `voter`'s whole ballot at the counter, as they say it to `actor`. It is theirs: they may change it at home.

    Only that `actor` helped one more person today is written with it; who it was stands on the counter's sheet, which
    is entered later, for many at once. Nobody who has voted can be helped again: their ballot would be seen.

    Raises OtherChannel (voted already), Forbidden (oneself or one's household), Invalid (nothing chosen) or the
    refusal of a vote (`refusals`). The caller has asked whether `actor` may.
    """
    if share_household(actor, voter):
        raise Forbidden(_("You or your household: somebody else has to help."))
    if not option_codes:
        raise Invalid(options=_("Nothing has been chosen yet."))
    key = facts_of(poll).voter_key(voter.pk)
    box = box_postgres if connection.vendor == "postgresql" else box_sqlite
    if box.lock_and_read(poll.pk, voter.pk, key):
        raise OtherChannel(_("This person has voted already. They can look at their ballot and change it themselves."))
    answer = replace_ballot(poll_code=poll.code, option_codes=option_codes, voter=voter, now=now)
    require_done(answer.outcome)
    day = timezone.localdate(now)
    tally, created = AssistedVotes.objects.get_or_create(poll=poll, by=actor, day=day, defaults={"number": 1})
    if not created:
        AssistedVotes.objects.filter(pk=tally.pk).update(number=F("number") + 1)
    return answer
