"""Real threads on PostgreSQL: nobody gets over the limit, no accepted vote is lost, a count misses nothing."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from portal.ballots.actions import cast, count_poll, replace_ballot, sign_in, withdraw_choice
from portal.ballots.enums import Outcome, Secrecy
from portal.ballots.models import Choice
from portal.ballots.queries import ballot_of
from portal.ballots.refusals import OtherChannel
from tests.ballots.papers import opened
from tests.factories import UserFactory, make_poll, voters
from tests.factories.ballots import AFTER, DURING

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
RESIDENTS, OPTIONS, COPIES, SLOTS, THREADS = 200, 10, 3, 3, 16


def together(act: Callable, jobs: Iterable, threads: int = THREADS) -> list:
    """`act` on every job, from so many threads at once, each with a connection of its own; the answers in order."""
    ready = threading.Barrier(threads)
    local = threading.local()
    opened = []

    def call(job):
        if not hasattr(local, "here"):
            local.here = True
            connection.ensure_connection()
            opened.append(connection.connection)
            ready.wait(20)
        return act(job)

    with ThreadPoolExecutor(threads) as pool:
        answers = list(pool.map(call, jobs))
    for raw in opened:
        raw.close()
    return answers


@pytest.mark.parametrize("secrecy", Secrecy)
def test_two_hundred_residents_rushing_never_exceed_their_votes_and_lose_none(secrecy):
    people = voters(RESIDENTS)
    poll = make_poll(people, options=OPTIONS, slots=SLOTS, secrecy=secrecy)
    taps = [(person, f"o{n}") for person in people for n in range(1, OPTIONS + 1)] * COPIES
    random.Random(7).shuffle(taps)
    taps.sort(key=lambda tap: tap[0].pk // 20)

    def tap(job):
        voter, option = job
        return cast(poll_code=poll.code, option_code=option, voter=voter, now=DURING)

    answers = together(tap, taps)
    accepted = Counter(
        (voter.pk, option)
        for (voter, option), answer in zip(taps, answers, strict=True)
        if answer.outcome == Outcome.ACCEPTED
    )
    assert {answer.outcome for answer in answers} <= {Outcome.ACCEPTED, Outcome.ALREADY, Outcome.NO_SLOT}
    assert set(accepted.values()) == {1}
    kept = {(person.pk, code) for person in people for code in ballot_of(poll, person).chosen}
    assert kept == set(accepted)
    held = Counter(pk for pk, _option in kept)
    assert set(held.values()) == {SLOTS}
    assert len(held) == RESIDENTS
    assert Choice.objects.count() == RESIDENTS * SLOTS


def test_votes_racing_the_count_are_counted_or_refused():
    people = voters(120)
    poll = make_poll(people, options=OPTIONS, slots=SLOTS)
    jobs = [(person, f"o{n}") for n in range(1, SLOTS + 1) for person in people]
    jobs.insert(len(jobs) // 2, None)

    def act(job):
        if job is None:
            return count_poll(poll=poll, actor=None, now=AFTER)
        voter, option = job
        return cast(poll_code=poll.code, option_code=option, voter=voter, now=DURING).outcome

    answers = together(act, jobs)
    counted = next(answer for answer in answers if not isinstance(answer, Outcome))
    outcomes = Counter(answer for answer in answers if isinstance(answer, Outcome))
    assert outcomes.keys() == {Outcome.ACCEPTED, Outcome.CLOSED}
    assert counted.result["choices"] == outcomes[Outcome.ACCEPTED] == Choice.objects.count()
    assert sum(len(ballot.options) for ballot in counted.counted_ballots.all()) == outcomes[Outcome.ACCEPTED]


def test_two_counts_at_once_are_one():
    people = voters(3)
    poll = make_poll(people)
    cast(poll_code=poll.code, option_code="o1", voter=people[0], now=DURING)
    counts = together(lambda moment: count_poll(poll=poll, actor=None, now=moment), [AFTER] * 4, threads=4)
    assert {counted.result_digest for counted in counts} == {counts[0].result_digest}
    assert poll.counted_ballots.count() == 1


def test_one_persons_whole_ballots_at_once_leave_one_of_them():
    people = voters(1)
    poll = make_poll(people, options=OPTIONS, slots=SLOTS)
    wishes = [tuple(f"o{(start + n) % OPTIONS + 1}" for n in range(SLOTS)) for start in range(OPTIONS)] * 6

    def act(codes):
        return replace_ballot(poll_code=poll.code, option_codes=codes, voter=people[0], now=DURING).outcome

    assert set(together(act, wishes)) == {Outcome.ACCEPTED}
    assert set(ballot_of(poll, people[0]).chosen) in [set(codes) for codes in wishes]


def test_giving_and_taking_back_at_once_stays_within_the_slots():
    people = voters(4)
    poll = make_poll(people, options=OPTIONS, slots=SLOTS)
    acts = [
        (act, person, f"o{n}")
        for n in range(1, OPTIONS + 1)
        for person in people
        for act in (cast, withdraw_choice, cast)
    ] * 2
    random.Random(3).shuffle(acts)

    def call(job):
        act, person, option = job
        return act(poll_code=poll.code, option_code=option, voter=person, now=DURING)

    answers = together(call, acts)
    balance: Counter = Counter()
    for (act, person, option), answer in zip(acts, answers, strict=True):
        if answer.outcome == Outcome.ACCEPTED:
            balance[person.pk, option] += 1 if act is cast else -1
    kept = {(person.pk, code) for person in people for code in ballot_of(poll, person).chosen}
    assert kept == {key for key, number in balance.items() if number == 1}
    assert set(balance.values()) <= {0, 1}
    assert all(slot <= SLOTS for slot in Choice.objects.values_list("slot", flat=True))


def test_a_tap_and_a_clerk_at_the_same_moment_leave_one_way():
    people = voters(30)
    poll = make_poll(people, secrecy=Secrecy.SECRET)
    sheet, clerk = opened(poll), UserFactory()

    def act(job):
        person, way = job
        if way == "tap":
            return cast(poll_code=poll.code, option_code="o1", voter=person, now=DURING).outcome == Outcome.ACCEPTED
        try:
            sign_in(sheet=sheet, voter=person, actor=clerk, now=DURING)
        except OtherChannel:
            return False
        return True

    jobs = [(person, way) for person in people for way in ("tap", "sign")]
    done = dict(zip(jobs, together(act, jobs, 8), strict=True))
    assert all(done[person, "tap"] != done[person, "sign"] for person in people)
    assert poll.choices.count() + sheet.lines.count() == len(people)
