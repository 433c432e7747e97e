"""Certification half-way: a statement that fails, a process that dies. Afterwards all stands or nothing does."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from portal.ballots.actions import certify_poll, decide_exclusion, propose_exclusion
from portal.ballots.enums import ExclusionKind
from portal.ballots.models import Certificate, Choice, CountedBallot, Participation, Poll
from portal.core.models import OutboxItem
from tests.ballots.certified import OBJECTING, OVER, published, put_forward
from tests.factories import UserFactory, voters

STEPS = [
    ("ballots_participation", "INSERT"),
    ("ballots_choice", "DELETE"),
    ("ballots_choice", "INSERT"),
    ("ballots_countedballot", "DELETE"),
    ("ballots_countedballot", "INSERT"),
    ("ballots_exclusion", "UPDATE"),
    ("ballots_poll", "UPDATE"),
    ("ballots_certificate", "UPDATE"),
    ("wagtailcore_modellogentry", "INSERT"),
    ("core_outboxitem", "INSERT"),
]
CERTIFY = """
import sys, django
django.setup()
from datetime import datetime
from portal.accounts.models import User
from portal.ballots.actions import certify_poll
from portal.ballots.models import Poll
code, person, now = sys.argv[1:]
certify_poll(poll=Poll.objects.get(code=code), actor=User.objects.get(pk=person), now=datetime.fromisoformat(now))
"""


def ready() -> Poll:
    """Put forward, with one ballot left out, so that every step has something to do."""
    people = voters(20)
    poll = published(people)
    exclusion = propose_exclusion(
        poll=poll, kind=ExclusionKind.OTHER, reason="查实", actor=None, now=OBJECTING, voter=people[0]
    )
    decide_exclusion(poll=poll, code=exclusion.code, agree=True, actor=UserFactory(), now=OBJECTING)
    return put_forward(poll)


def state(poll: Poll) -> dict[str, object]:
    """All that certification changes."""
    return {
        "poll": Poll.objects.filter(pk=poll.pk).values().get(),
        "choices": set(Choice.objects.values_list("voter_key", "option", "slot")),
        "ballots": set(CountedBallot.objects.values_list("pk", "receipt", "excluded")),
        "exclusions": list(poll.exclusions.values()),
        "certificate": list(Certificate.objects.values()),
        "participations": Participation.objects.count(),
        "promised": OutboxItem.objects.filter(topic="ballots.sweep").count(),
    }


@contextmanager
def at_step(table: str, act: str, what: str):
    """`what` happens whenever a row of `table` is about to be written so."""
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if postgres:
            body = f"BEGIN {what}; RETURN COALESCE(NEW, OLD); END"
            cursor.execute(f"CREATE FUNCTION in_the_way() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
            cursor.execute(f"CREATE TRIGGER way BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION in_the_way()")
        else:
            cursor.execute(f"CREATE TRIGGER way BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, 'in the way'); END")
        try:
            yield
        finally:
            cursor.execute(f"DROP TRIGGER way ON {table}" if postgres else "DROP TRIGGER way")
            if postgres:
                cursor.execute("DROP FUNCTION in_the_way()")


@pytest.mark.django_db
@pytest.mark.parametrize(("table", "act"), STEPS)
def test_a_step_that_fails_leaves_everything_as_it_was(table, act):
    poll = ready()
    before = state(poll)
    actor = UserFactory()
    with at_step(table, act, "RAISE EXCEPTION 'in the way'"), pytest.raises(DatabaseError):
        certify_poll(poll=poll, actor=actor, now=OVER)
    assert state(poll) == before
    certify_poll(poll=poll, actor=actor, now=OVER)
    after = state(poll)
    assert (after["poll"]["sealed_key"], after["participations"], after["promised"]) == ("", 3, 1)
    assert not after["choices"] & before["choices"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("table", "act"), [STEPS[0], STEPS[2], STEPS[-1]])
def test_a_process_killed_half_way_leaves_everything_as_it_was(table, act):
    poll = ready()
    before = state(poll)
    actor = UserFactory()
    with at_step(table, act, "PERFORM pg_sleep(3)"):
        process = certifying(poll, actor)
        backend = asleep()
        process.send_signal(signal.SIGKILL)
        assert process.wait(10) == -signal.SIGKILL
        gone(backend)
    assert state(poll) == before
    assert certify_poll(poll=poll, actor=actor, now=OVER).certified_at == OVER


def certifying(poll, actor) -> subprocess.Popen:
    url = "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)
    return subprocess.Popen(
        [sys.executable, "-c", CERTIFY, poll.code, str(actor.pk), OVER.isoformat()],
        env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "portal.config.settings.test"},
        cwd=Path(__file__).resolve().parents[2],
    )


def asleep() -> int:
    """The server process that has reached the step."""
    found = _until(
        lambda: _ask("SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()")
    )
    return found[0][0]


def gone(backend: int) -> None:
    """Wait until the server has noticed that nobody is there any more; it may sleep through several rows before."""
    _ask(f"SELECT pg_terminate_backend({backend})")
    _until(lambda: not _ask(f"SELECT 1 FROM pg_stat_activity WHERE pid = {backend}"))


def _ask(query: str) -> list:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def _until(true, seconds=30):
    for _attempt in range(seconds * 50):
        if found := true():
            return found
        time.sleep(0.02)
    raise AssertionError("it did not happen in time")
