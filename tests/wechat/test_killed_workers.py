"""A worker dies in the middle of what WeChat's pushes and pictures need: nothing is lost, and nothing counts twice."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from portal.core import clock, outbox
from portal.core.models import OutboxItem
from portal.moderation.enums import MediaType
from portal.moderation.ports import Medium
from tests.wechat.portal import mini_program_person
from tests.wechat.submissions import submission_of
from wechat.checks.media import want_checks
from wechat.models import MediaCheck, PushSeen
from wechat.standin.screens import push_verdict

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
ROOT = Path(__file__).resolve().parents[2]
CHECK = "/wxa/media_check_async"

KILLED = """
import os, signal, sys
import django
django.setup()
from portal.core import outbox
from wechat.checks import handling, media

def killed(*given, **named):
    os.kill(os.getpid(), signal.SIGKILL)

def done_then_killed(what):
    def act(*given, **named):
        what(*given, **named)
        killed()
    return act

match sys.argv[1]:
    case "before":
        handling.take_verdict = killed
    case "after":
        handling.take_verdict = done_then_killed(handling.take_verdict)
    case "asked":
        media.check_media = done_then_killed(media.check_media)
outbox.run_due()
"""


def worker_killed(standin, where: str) -> None:
    """Another process begins with the outbox, and kill -9 ends it there."""
    address = "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)
    env = os.environ | {"DATABASE_URL": address, "WECHAT_API_URL": standin.address, "PYTHONPATH": str(ROOT)}
    env |= {"DJANGO_SETTINGS_MODULE": "tests.wechat.messages.beside_standin"}
    ended = subprocess.run([sys.executable, "-c", KILLED, where], env=env, cwd=ROOT, timeout=60)
    assert ended.returncode == -signal.SIGKILL


@pytest.fixture
def wanted(connected) -> MediaCheck:
    """A check that was promised and not asked yet."""
    author = mini_program_person(connected)
    want_checks(submission=submission_of(author), media=[Medium("p", MediaType.PICTURE)], now=clock.now())
    return MediaCheck.objects.get()


@pytest.mark.parametrize(("where", "written"), [("before", ""), ("after", "risky")])
def test_opinion_survives_a_worker_killed_over_it(connected, wanted, run_outbox, where, written):
    run_outbox()
    wanted.refresh_from_db()
    push_verdict(connected, connected.checks[wanted.trace_id], "risky")
    worker_killed(connected, where)
    wanted.refresh_from_db()
    assert wanted.verdict == written
    assert run_outbox() == 0  # the dead worker still holds it
    assert run_outbox(now=clock.now() + outbox.LEASE + timedelta(seconds=1)) == 1
    wanted.refresh_from_db()
    assert wanted.verdict == "risky"
    assert OutboxItem.objects.filter(topic="wechat.push").values_list("state", "attempts").get() == ("done", 2)
    assert PushSeen.objects.count() == 1


def test_picture_is_asked_about_again_where_the_answer_died_with_its_worker(connected, wanted, run_outbox):
    worker_killed(connected, "asked")
    wanted.refresh_from_db()
    assert (wanted.asked_at, connected.count(CHECK)) == (None, 1)
    run_outbox(now=clock.now() + outbox.LEASE + timedelta(seconds=1))
    wanted.refresh_from_db()
    assert (bool(wanted.trace_id), connected.count(CHECK)) == (True, 2)
    connected.run_waiting()
    run_outbox()
    wanted.refresh_from_db()
    assert wanted.verdict
