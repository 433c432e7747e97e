"""The ballot box on PostgreSQL: the functions of migrations 0002, 0004 and 0008, prepared and bound by the server."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection

from portal.ballots.enums import Outcome
from portal.ballots.models import Choice

Answer = tuple[Outcome, int]
_OUTCOMES = (
    Outcome.ACCEPTED,
    Outcome.ALREADY,
    Outcome.NO_SLOT,
    Outcome.NOT_OPEN,
    Outcome.CLOSED,
    Outcome.NOT_ON_ROLL,
    Outcome.NO_OPTION,
    Outcome.NOT_CHOSEN,
    Outcome.SIGNED_OUT,
    Outcome.OTHER_CHANNEL,
)
STEP = 100
CAST = "SELECT ballots_cast(%s, %s, %s, %s, %s, %s)"
WITHDRAW = "SELECT ballots_withdraw(%s, %s, %s, %s, %s, %s)"


def cast(poll_id: int, option_code: str, user_id: int, key: bytes, at: datetime, epoch: int | None) -> Answer:
    """Outcome and slots used afterwards."""
    return _answer(CAST, (poll_id, option_code, user_id, key, at, epoch))


def withdraw(poll_id: int, option_code: str, user_id: int, key: bytes, at: datetime, epoch: int | None) -> Answer:
    """Outcome and slots used afterwards."""
    return _answer(WITHDRAW, (poll_id, option_code, user_id, key, at, epoch))


def lock_and_read(poll_id: int, user_id: int, key: bytes) -> list[str]:
    """The codes of the options chosen, with this voter's lock held until the caller's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ballots_lock_voter(%s, %s)", [poll_id, user_id])
    return list(Choice.objects.filter(poll_id=poll_id, voter_key=key).values_list("option__code", flat=True))


def lock_for_count(poll_id: int) -> None:
    """Waits for the votes being written, and keeps new ones out until the caller's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ballots_lock_poll(%s)", [poll_id])


def _answer(statement: str, arguments: tuple) -> Answer:
    packed = _fetch(statement, arguments)
    outcome, used = divmod(packed, STEP)
    return _OUTCOMES[outcome], used


def _fetch(statement: str, arguments: tuple) -> int:
    """One round trip. Django binds on the client and never prepares; this cursor does both on the server.

    It also skips the connection's health check (another round trip): where a kept connection turns out to be dead,
    the call is made once more on a new one, which is safe because a vote given twice counts once.
    """
    connection.ensure_connection()
    try:
        return _once(statement, arguments)
    except OperationalError:
        if connection.in_atomic_block or not connection.connection.closed:
            raise
        connection.close()
        connection.ensure_connection()
        return _once(statement, arguments)


def _once(statement: str, arguments: tuple) -> int:
    import psycopg  # noqa: PLC0415  (a newcomer's machine, with SQLite alone, has none)

    raw = connection.connection
    wrap: Any = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    if settings.PREPARED_STATEMENTS:
        raw.prepare_threshold = 0
    with wrap(psycopg.Cursor(raw)) as cursor:
        cursor.execute(statement, arguments)
        return cursor.fetchone()[0]
