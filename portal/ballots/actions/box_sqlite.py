"""The ballot box on SQLite: the contract of the PostgreSQL functions in one IMMEDIATE transaction.

IMMEDIATE (settings) takes the database's one write lock at the start, so nothing read here can change before the
commit. The steps and their order are those of migrations 0002, 0004 and 0008.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from portal.accounts.models import User
from portal.ballots.enums import Channel, Outcome
from portal.ballots.models import Choice, Poll, PollOption

Answer = tuple[Outcome, int]


@transaction.atomic
def cast(poll_id: int, option_code: str, user_id: int, key: bytes, at: datetime, epoch: int | None) -> Answer:
    """Outcome and slots used afterwards."""
    poll, mine, refusal = _gate(poll_id, user_id, key, at, epoch)
    used = dict(mine.values_list("slot", "option_id"))
    if refusal:
        return refusal, len(used)
    option = PollOption.objects.filter(poll_id=poll_id, code=option_code, withdrawn_at__isnull=True).first()
    if option is None:
        return Outcome.NO_OPTION, len(used)
    if option.pk in used.values():
        return Outcome.ALREADY, len(used)
    slot = next((slot for slot in range(1, poll.slots + 1) if slot not in used), None)
    if slot is None:
        return Outcome.NO_SLOT, len(used)
    Choice.objects.create(poll_id=poll_id, option=option, voter_key=key, slot=slot)
    return Outcome.ACCEPTED, len(used) + 1


@transaction.atomic
def withdraw(poll_id: int, option_code: str, user_id: int, key: bytes, at: datetime, epoch: int | None) -> Answer:
    """Outcome and slots used afterwards."""
    _poll, mine, refusal = _gate(poll_id, user_id, key, at, epoch)
    if refusal:
        return refusal, mine.count()
    removed, _rows = mine.filter(option__code=option_code).delete()
    return (Outcome.ACCEPTED if removed else Outcome.NOT_CHOSEN), mine.count()


def lock_and_read(poll_id: int, user_id: int, key: bytes) -> list[str]:
    """The codes of the options chosen; the caller's transaction already holds the write lock."""
    return list(Choice.objects.filter(poll_id=poll_id, voter_key=key).values_list("option__code", flat=True))


def lock_for_count(poll_id: int) -> None:
    """Nothing to do: the caller's IMMEDIATE transaction keeps every writer out."""


def _gate(
    poll_id: int, user_id: int, key: bytes, at: datetime, epoch: int | None
) -> tuple[Poll, QuerySet[Choice], Outcome | None]:
    poll = Poll.objects.get(pk=poll_id)
    mine = Choice.objects.filter(poll_id=poll_id, voter_key=key)
    refusal = None
    if epoch is not None and not User.objects.filter(pk=user_id, is_active=True, auth_epoch=epoch).exists():
        refusal = Outcome.SIGNED_OUT
    elif not poll.roll.entries.filter(user_id=user_id).exists():
        refusal = Outcome.NOT_ON_ROLL
    elif at < poll.opens_at:
        refusal = Outcome.NOT_OPEN
    elif at >= poll.closes_at or poll.counted_at is not None:
        refusal = Outcome.CLOSED
    elif poll.sign_in_lines.filter(entry__user_id=user_id).exclude(sheet__channel=Channel.COUNTER).exists():
        refusal = Outcome.OTHER_CHANNEL
    return poll, mine, refusal
