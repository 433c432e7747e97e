"""Sets the vote benchmark's stage, inside Django: `manage.py shell -c "from bench.stages.vote import set_up; …"`."""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

from django.db import connection

from portal.accounts.tokens import issue_token
from portal.ballots.actions import NewOption, create_poll
from portal.ballots.enums import AwardRule, PollMethod, RollBasis, Secrecy
from portal.ballots.models import Roll
from portal.core import clock

PEOPLE = """
INSERT INTO accounts_user (username, password, is_superuser, first_name, last_name, email, is_staff, is_active,
                           date_joined, code, phone, phone_verified_at, elder_mode, auth_epoch)
SELECT 'bench' || n, '!', false, '', '', '', false, true, now(), 'bench' || n, '+86139' || n, now(), false, 0
  FROM generate_series(1, %s) n
"""
ENTRIES = """
INSERT INTO ballots_rollentry (roll_id, user_id, number, version, reason)
SELECT %s, id, row_number() OVER (ORDER BY id), 1, '' FROM accounts_user WHERE username LIKE 'bench%%'
"""


def set_up(answer: str, *, people: int, tokens: int, polls: int, options: int, slots: int) -> None:
    """Write to the file `answer`: polls as [row, code] and the tokens of the first people, as JSON.

    The people have consecutive numbers from `first` on; each poll is recorded, open for two hours and for all of them.
    """
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [people])
        roll = Roll.objects.create(
            title="bench", basis=RollBasis.RESIDENTS, frozen_at=now - timedelta(hours=2), digest="-", size=people
        )
        cursor.execute(ENTRIES, [roll.pk])
        cursor.execute("SELECT min(user_id) FROM ballots_rollentry")
        first = cursor.fetchone()[0]
        cursor.execute("ANALYZE")
    choices = [NewOption(f"o{n}", Decimal(1000), code=f"o{n}") for n in range(1, options + 1)]
    made = [
        create_poll(
            title="bench",
            method=PollMethod.APPROVAL,
            slots=slots,
            award_rule=AwardRule.VOTES,
            budget_cny=None,
            roll=roll,
            opens_at=now - timedelta(hours=1),
            closes_at=now + timedelta(hours=1),
            public_from=now - timedelta(hours=2),
            secrecy=Secrecy.RECORDED,
            options=choices,
            actor=None,
            now=now - timedelta(hours=1),
        )
        for _ in range(polls)
    ]
    signed = [_token(first + n, n + 1) for n in range(tokens)]
    text = json.dumps({"first": first, "polls": [[poll.pk, poll.code] for poll in made], "tokens": signed})
    Path(answer).write_text(text, encoding="utf-8")


def _token(pk: int, number: int) -> str:
    person = SimpleNamespace(
        pk=pk, code=f"bench{number}", auth_epoch=0, phone_confirmed=True, is_active=True, is_authenticated=True
    )
    return issue_token(person).text
