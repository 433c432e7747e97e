"""Somebody with all rights over the database tries to find out who chose what, before and after certification.

Every voter chooses a combination of their own, so that the test knows whose ballot each one is. Before certification
the attempts succeed, which shows that they can: with the poll's key, and by the order in which rows were written.
"""

import itertools
import random
import re
from statistics import correlation

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.cache import cache
from django.db import connection
from django.test import Client

from portal.accounts.tokens import issue_token
from portal.ballots.actions import (
    answer_objection,
    certify_poll,
    count_poll,
    decide_exclusion,
    file_objection,
    propose_exclusion,
    publish_result,
    sweep_poll,
)
from portal.ballots.enums import ExclusionKind, Secrecy
from portal.ballots.keys import open_key, receipt_code, voter_key
from portal.ballots.models import Choice, CountedBallot, Participation
from portal.ballots.queries import mark_names
from portal.core import outbox
from portal.core.models import IdempotentAnswer, LiveEvent
from tests.ballots.certified import OBJECTING, OVER, confirmed, put_forward
from tests.factories import UserFactory, make_poll, voters
from tests.factories.ballots import AFTER, BEFORE, DURING

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.django_db(transaction=True)]
VOTERS, OPTIONS, SLOTS = 80, 10, 3
NIL = 0.5  # of 80 in random order: four and a half standard deviations


def ask(query, *values):
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


class Election:
    """A vote given through the API in random order, counted and published, with an exclusion and an objection."""

    def __init__(self, at) -> None:
        rng = random.Random(11)
        self.people = [confirmed(person) for person in voters(VOTERS)]
        self.poll = make_poll(self.people, OPTIONS, slots=SLOTS, secrecy=Secrecy.SECRET, public_from=BEFORE)
        combinations = rng.sample(list(itertools.combinations(range(1, OPTIONS + 1), SLOTS)), VOTERS)
        self.chosen = {
            person.pk: frozenset(f"o{n}" for n in codes)
            for person, codes in zip(self.people, combinations, strict=True)
        }
        self.voted = rng.sample(self.people, VOTERS)
        self.receipts = {}
        for person in self.voted:
            headers = {"authorization": f"Bearer {issue_token(person).text}", "idempotency-key": f"k-{person.pk}"}
            for code in rng.sample(sorted(self.chosen[person.pk]), SLOTS):
                path = f"/api/v1/polls/{self.poll.code}/choices/{code}"
                answer = Client().put(path, headers=headers)
                assert answer.status_code == 200
            self.receipts[person.pk] = answer.json()["receipt"]
        at(AFTER)
        count_poll(poll=self.poll, actor=None, now=AFTER)
        publish_result(poll=self.poll, actor=None, now=AFTER)
        manager = UserFactory()
        exclusion = propose_exclusion(
            poll=self.poll, kind=ExclusionKind.OTHER, reason="查实", actor=None, now=OBJECTING, voter=self.people[3]
        )
        decide_exclusion(poll=self.poll, code=exclusion.code, agree=True, actor=manager, now=OBJECTING)
        objection = file_objection(poll=self.poll, text="不对", actor=self.people[5], now=OBJECTING)
        answer_objection(poll=self.poll, code=objection.code, upheld=False, answer="无误", actor=manager, now=OBJECTING)
        self.poll = put_forward(self.poll)
        self.sealed_key = self.poll.sealed_key
        self.marks = mark_names(self.poll)
        self.keys = {bytes(key) for key in self.poll.choices.values_list("voter_key", flat=True)}
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE ballots_poll")
            cursor.execute("ANALYZE ballots_choice")

    def certify(self) -> None:
        certify_poll(poll=self.poll, actor=UserFactory(), now=OVER)
        self.poll.refresh_from_db()


@pytest.fixture
def election(at, settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": settings.REDIS_URL}
    }
    return Election(at)


def by_key(election, sealed):
    """Who chose what, computed with the poll's key: {person: options}."""
    found: dict[bytes, set[str]] = {}
    for key, code in ask(
        "SELECT c.voter_key, o.code FROM ballots_choice c JOIN ballots_polloption o ON o.id = c.option_id"
    ):
        found.setdefault(bytes(key), set()).add(code)
    key, roll = open_key(sealed), election.poll.roll_id
    names = {voter_key(Secrecy.SECRET, key, roll, person.pk): person.pk for person in election.people}
    return {names[held]: frozenset(codes) for held, codes in found.items() if held in names}


def ballots_in_order(table, order):
    """The contents of ballots as a table has them in one physical or logical order."""
    if table == "ballots_choice":
        place = "c.ctid" if order == "ctid" else "encode(c.voter_key, 'hex')"
        rows = ask(
            "SELECT min(c.ctid)::text, array_agg(o.code) FROM ballots_choice c JOIN ballots_polloption o"
            f" ON o.id = c.option_id GROUP BY c.voter_key ORDER BY min({place})"
        )
        return [frozenset(codes) for _place, codes in rows]
    rows = ask(f"SELECT b.options::text FROM ballots_countedballot b ORDER BY b.{order}")
    return [frozenset(re.findall(r"o\d+", options)) for (options,) in rows]


def likeness(election):
    """By order of rows and order of people: how alike they are, 1 or -1 being the same."""
    number = dict(election.poll.roll.entries.values_list("user_id", "number"))
    marked = [
        pk
        for (pk,) in ask(
            "SELECT e.user_id FROM ballots_participation p JOIN ballots_rollentry e ON e.id = p.entry_id"
            " ORDER BY p.ctid"
        )
    ]
    people = {
        "roll": sorted(number, key=lambda pk: number[pk]),
        "ids": sorted(number),
        "voted": [person.pk for person in election.voted],
    }
    if marked:
        people["marked"] = marked
    owner = {codes: pk for pk, codes in election.chosen.items()}
    found = {}
    for table, order in (
        ("ballots_choice", "ctid"),
        ("ballots_choice", "voter_key"),
        ("ballots_countedballot", "ctid"),
        ("ballots_countedballot", "id"),
        ("ballots_countedballot", "receipt"),
    ):
        owners = [owner[codes] for codes in ballots_in_order(table, order)]
        for name, known in people.items():
            place = {pk: index for index, pk in enumerate(known)}
            found[table, order, name] = correlation([place[pk] for pk in owners], list(range(len(owners))))
    return found


def everywhere():
    """Every row of every table as text: (table, text)."""
    tables = ask("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
    for (table,) in tables:
        for (text,) in ask(f'SELECT t::text FROM "{table}" t'):
            yield table, text


def in_caches(words):
    """The keys of the cache whose name or content holds one of `words`."""
    client = cache._cache.get_client()
    found = []
    for name in client.scan_iter():
        content = name + (client.get(name) or b"" if client.type(name) == b"string" else b"")
        found += [name for word in words if word.encode() in content]
    return found


def in_files(table, values):
    """How many of `values` stand in the table's pages, rows that are gone among them."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pageinspect")
    [(pages,)] = ask("SELECT pg_relation_size(%s) / current_setting('block_size')::int", table)
    raw = b"".join(bytes(ask("SELECT get_raw_page(%s, %s)", table, page)[0][0]) for page in range(pages))
    return sum(value in raw for value in values)


def test_before_certification_the_key_and_the_order_of_rows_give_voters_away(election):
    assert by_key(election, election.sealed_key) == election.chosen
    assert len(cache.get_many(election.marks)) == VOTERS
    assert likeness(election)["ballots_choice", "ctid", "voted"] > 0.99
    assert len(set(ask("SELECT xmin::text FROM ballots_choice"))) == VOTERS * SLOTS
    assert ask("SELECT sealed_key FROM ballots_poll") == [(election.sealed_key,)]


def test_after_certification_no_order_of_rows_is_like_any_order_of_people(election):
    election.certify()
    for swept in (False, True):
        if swept:
            sweep_poll(code=election.poll.code, now=OVER)
        alike = likeness(election)
        assert {key: value for key, value in alike.items() if abs(value) > NIL} == {}
        assert ("ballots_choice", "ctid", "marked") in alike
        writers = {
            table: set(ask(f"SELECT xmin::text FROM {table}"))
            for table in ("ballots_choice", "ballots_countedballot", "ballots_participation")
        }
        assert len(set().union(*writers.values())) == 1


def test_after_certification_no_key_is_left_that_would_tell(election, settings):
    election.certify()
    boxes = [Fernet(key) for key in settings.POLL_KEYS]
    for _table, text in everywhere():
        for token in re.findall(r"gAAAA[\w=-]+", text):
            for box in boxes:
                with pytest.raises(InvalidToken):
                    box.decrypt(token.encode())
    assert by_key(election, "") == {}
    for person in election.people:
        assert receipt_code(b"", voter_key(Secrecy.SECRET, b"", election.poll.roll_id, person.pk)) not in set(
            CountedBallot.objects.values_list("receipt", flat=True)
        )


def test_no_table_holds_a_person_beside_a_ballot(election):
    election.certify()
    outbox.run_due()
    names = {text for person in election.people for text in (person.code, person.username, person.phone)}
    secrets = set(election.receipts.values()) | {key.hex() for key in election.keys}
    secrets |= {receipt.encode().hex() for receipt in election.receipts.values()}
    secrets |= {bytes(key).hex() for key in Choice.objects.values_list("voter_key", flat=True)}
    told = re.compile("|".join(map(re.escape, secrets)))
    named = re.compile("|".join(map(re.escape, names)))
    holding = {table for table, text in everywhere() if told.search(text)}
    assert holding <= {"ballots_choice", "ballots_countedballot"}
    assert not [table for table, text in everywhere() if told.search(text) and named.search(text)]
    assert in_caches(secrets) == []
    assert cache.get_many(election.marks) == {}
    assert not IdempotentAnswer.objects.exists()
    assert not LiveEvent.objects.exists()
    person = election.people[0]
    receipt = election.receipts[person.pk]
    IdempotentAnswer.objects.create(user=person, key="k", fingerprint="f", body=receipt.encode())
    cache.set("planted", receipt)
    assert "core_idempotentanswer" in {table for table, text in everywhere() if told.search(text)}
    assert len(in_caches({receipt})) == 1


def test_participation_is_marked_for_all_at_once_without_a_time(election):
    election.certify()
    columns = {
        name
        for (name,) in ask(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'ballots_participation'"
        )
    }
    assert columns == {"poll_id", "entry_id"}
    assert Participation.objects.count() == VOTERS
    order = [
        number
        for (number,) in ask(
            "SELECT e.number FROM ballots_participation p JOIN ballots_rollentry e ON e.id = p.entry_id ORDER BY p.ctid"
        )
    ]
    assert order == sorted(order)


def test_the_sweep_takes_old_rows_out_of_the_files(election):
    sealed = [election.sealed_key.encode()]
    assert in_files("ballots_poll", sealed) == 1
    assert in_files("ballots_choice", election.keys) == VOTERS
    election.certify()
    assert in_files("ballots_poll", sealed) == 1
    assert in_files("ballots_choice", election.keys) == VOTERS
    sweep_poll(code=election.poll.code, now=OVER)
    assert in_files("ballots_poll", sealed) == 0
    assert in_files("ballots_choice", election.keys) == 0
    assert in_files("ballots_exclusion", [receipt.encode() for receipt in election.receipts.values()]) == 0


def test_the_planner_s_statistics_never_hold_a_sealed_key(election):
    samples = "".join(
        str(row)
        for row in ask(
            "SELECT most_common_vals::text, histogram_bounds::text FROM pg_stats WHERE tablename = 'ballots_poll'"
        )
    )
    assert election.sealed_key not in samples
    assert not ask("SELECT 1 FROM pg_stats WHERE tablename = 'ballots_poll' AND attname = 'sealed_key'")


def test_a_sweep_waits_for_nobody_and_comes_again(election):
    election.certify()
    code = election.poll.code
    sweep_poll(code=code, now=OVER)
    sweep_poll(code=code, now=DURING)
    election.poll.refresh_from_db()
    assert election.poll.certificate.swept_at == OVER
