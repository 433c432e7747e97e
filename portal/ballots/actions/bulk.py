"""Many whole ballots at once, for votes that were cast elsewhere: a contest of earlier years, read from a file.

One statement a thousand choices instead of one a tap. The poll's lock is held exclusively, as for a count, so that no
voter writes meanwhile. What `cast` keeps is kept here: roll, window, options, slots, one choice an option; the
database's own constraints hold besides. `replace_ballot`, called for each voter, leaves the same rows.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction

from portal.ballots.actions import box_postgres, box_sqlite
from portal.ballots.enums import Outcome
from portal.ballots.facts import poll_facts
from portal.ballots.models import Choice, Poll

BATCH = 1000


@transaction.atomic
def cast_ballots(*, poll: Poll, ballots: Mapping[int, Sequence[str]], now: datetime) -> dict[int, Outcome]:
    """Write each person's ballot (user id: option codes), or none of them. Answers the refused ones; {} means written.

    ALREADY is said of somebody who holds a choice in this poll: their ballot is theirs to change.
    """
    (box_postgres if connection.vendor == "postgresql" else box_sqlite).lock_for_count(poll.pk)
    poll = Poll.objects.get(pk=poll.pk)
    facts = poll_facts(poll.code)
    on_roll = set(poll.roll.entries.order_by().values_list("user_id", flat=True))
    held = {bytes(key) for key in poll.choices.order_by().values_list("voter_key", flat=True).distinct()}
    options = dict(poll.options.filter(withdrawn_at__isnull=True).values_list("code", "pk"))
    late = _outside(poll, now)
    refused: dict[int, Outcome] = {}
    rows: list[Choice] = []
    for user_id, codes in ballots.items():
        key, wanted = facts.voter_key(user_id), list(dict.fromkeys(codes))
        if user_id not in on_roll:
            refused[user_id] = Outcome.NOT_ON_ROLL
        elif late is not None:
            refused[user_id] = late
        elif key in held:
            refused[user_id] = Outcome.ALREADY
        elif (outcome := _unfit(wanted, options, poll.slots)) is not None:
            refused[user_id] = outcome
        else:
            rows += [
                Choice(poll_id=poll.pk, option_id=options[code], voter_key=key, slot=slot)
                for slot, code in enumerate(wanted, start=1)
            ]
    if not refused:
        Choice.objects.bulk_create(rows, batch_size=BATCH)
    return refused


def _outside(poll: Poll, now: datetime) -> Outcome | None:
    if now < poll.opens_at:
        return Outcome.NOT_OPEN
    return Outcome.CLOSED if now >= poll.closes_at or poll.counted_at is not None else None


def _unfit(codes: Sequence[str], options: Mapping[str, int], slots: int) -> Outcome | None:
    """What `cast` would say to the first code that does not fit."""
    for number, code in enumerate(codes, start=1):
        if code not in options:
            return Outcome.NO_OPTION
        if number > slots:
            return Outcome.NO_SLOT
    return None
