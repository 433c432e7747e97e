"""How ballots came: what is noticed and what is not, that people settle it, and that nothing of it remains."""

import threading
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.models import Resident
from portal.ballots import marks, queries, tasks
from portal.ballots.actions import (
    cast,
    certify_poll,
    count_poll,
    decide_exclusion,
    decide_signal,
    explain_signal,
    look_at_ballots,
    propose_certification,
    propose_exclusion,
    publish_result,
    quarantine_signal,
    replace_ballot,
)
from portal.ballots.enums import Blocker, ExclusionKind, Secrecy, SignalKind, SignalState
from portal.ballots.facts import poll_facts
from portal.ballots.marks import network_of, note_ballot
from portal.ballots.models import Exclusion, Poll, Signal, SignalCheck
from portal.ballots.tally.signals import Confirmed, Mark, signals
from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from portal.core.models import OutboxItem
from tests.ballots.certified import OBJECTING, OVER
from tests.factories import UserFactory, make_poll, voters
from tests.factories.ballots import AFTER, BEFORE, DURING

pytestmark = pytest.mark.django_db
CLOSES = int(AFTER.timestamp() // 60)


def request_from(address, agent="Chrome"):
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": address, "HTTP_USER_AGENT": agent}
    return request


def came(count, *, minute=0, network="n{}", device="d{}", start=0):
    return [
        Mark(f"r{n:03}", minute if isinstance(minute, int) else minute(n), network.format(n), device.format(n))
        for n in range(start, start + count)
    ]


def kinds(found):
    return [(each.kind, each.ballots) for each in found]


# What is noticed


def test_five_from_one_device_are_noticed_and_four_are_not():
    assert kinds(signals(came(4, device="same"), [], CLOSES)) == []
    [found] = signals(came(5, device="same"), [], CLOSES)
    assert (found.kind, found.receipts) == (SignalKind.DEVICE, ("r000", "r001", "r002", "r003", "r004"))


def test_twelve_of_a_network_within_ten_minutes_are_noticed_and_over_an_hour_are_not():
    quick = came(12, minute=lambda n: n // 2, network="same")
    assert kinds(signals(quick, [], CLOSES)) == [(SignalKind.ADDRESS, 12)]
    assert kinds(signals(quick[:11], [], CLOSES)) == []
    assert kinds(signals(came(12, minute=lambda n: n * 5, network="same"), [], CLOSES)) == []
    late = [*quick, *came(1, minute=500, network="same", start=50)]
    assert kinds(signals(late, [], CLOSES)) == [(SignalKind.ADDRESS, 12)]


def test_a_burst_stands_out_of_what_is_usual():
    calm = came(60, minute=lambda n: n * 7)
    burst = came(30, minute=10_000, start=100)
    [found] = signals([*calm, *burst], [], CLOSES)
    assert (found.kind, found.ballots, found.receipts) == (SignalKind.BURST, 30, ())
    assert kinds(signals([*calm, *burst[:29]], [], CLOSES)) == []


def test_a_quarter_in_the_last_hour_is_noticed_of_twenty_at_least():
    calm = came(60, minute=lambda n: CLOSES - 5000 + 7 * n)
    late = came(20, minute=lambda n: CLOSES - 59 + n % 50, start=100)
    assert kinds(signals([*calm, *late], [], CLOSES)) == [(SignalKind.LATE, 20)]
    assert kinds(signals([*calm, *late[:19]], [], CLOSES)) == []
    assert kinds(signals([*calm, *calm[:1], *late], [], CLOSES)) == []


def test_ten_confirmed_in_a_row_who_nearly_all_voted_are_noticed():
    def people(voted, count=10, minute=lambda n: n):
        return [Confirmed(f"r{n}" if n < voted else "", minute(n), "clerk") for n in range(count)]

    [found] = signals([], people(9), CLOSES)
    assert (found.kind, found.ballots, found.facts["people"]) == (SignalKind.CLUSTER, 9, 10)
    assert signals([], people(8), CLOSES) == []
    assert signals([], people(9, count=9), CLOSES) == []
    assert signals([], people(10, minute=lambda n: n * 4), CLOSES) == []


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 3), st.integers(0, 6)), max_size=60), st.randoms())
def test_the_same_marks_give_the_same_in_any_order(rows, random):
    found = [Mark(f"r{n:03}", minute, f"n{net}", f"d{dev}") for n, (minute, net, dev) in enumerate(rows)]
    shuffled = list(found)
    random.shuffle(shuffled)
    assert signals(found, [], 200) == signals(shuffled, [], 200)


@pytest.mark.parametrize(
    ("address", "block"),
    [("203.0.113.77", "203.0.113.0/24"), ("2001:db8:1:2::9", "2001:db8:1::/48"), ("unix:", ""), ("", "")],
)
def test_a_network_is_a_block_of_addresses(address, block):
    assert network_of(address) == block


# Marks


def six_on_one_phone():
    """A secret vote of 20: the first six voted from one phone, four others each from home; counted and published."""
    people = voters(20)
    poll = make_poll(people, secrecy=Secrecy.SECRET, public_from=BEFORE)
    for number, person in enumerate(people[:10]):
        assert cast(poll_code=poll.code, option_code="o1", voter=person, now=DURING).is_first
        address = "203.0.113.7" if number < 6 else f"198.51.{number}.9"
        note_ballot(request_from(address), poll.code, person.pk, DURING)
    marks.flush()
    count_poll(poll=poll, actor=None, now=AFTER)
    poll = publish_result(poll=poll, actor=None, now=AFTER)
    return SimpleNamespace(poll=poll, people=people, one=UserFactory(), two=UserFactory())


@pytest.fixture
def scene():
    return six_on_one_phone()


def looked(scene):
    look_at_ballots(poll=scene.poll, now=AFTER)
    return Signal.objects.filter(poll=scene.poll).first()


def test_the_look_is_promised_with_the_count_and_notices_the_phone(scene):
    [item] = OutboxItem.objects.filter(topic="ballots.look")
    tasks.look(item)
    tasks.look(item)
    check = SignalCheck.objects.get()
    assert (check.marked, check.expected, check.complete) == (10, 10, True)
    signal = Signal.objects.get()
    assert (signal.kind, signal.ballots, signal.state) == ("device", 6, SignalState.NOTED)


def test_a_mark_that_was_lost_makes_the_look_incomplete_and_says_so(scene):
    facts = poll_facts(scene.poll.code)
    cache.delete(marks.name_of(facts, facts.voter_key(scene.people[9].pk)))
    check = look_at_ballots(poll=scene.poll, now=AFTER)
    assert (check.marked, check.expected, check.complete) == (9, 10, False)


def test_the_first_mark_of_a_ballot_stays(scene):
    note_ballot(request_from("192.0.2.1"), scene.poll.code, scene.people[0].pk, AFTER)
    marks.flush()
    assert looked(scene).ballots == 6


def test_a_mark_names_nobody_and_no_address(scene):
    facts = poll_facts(scene.poll.code)
    name = marks.name_of(facts, facts.voter_key(scene.people[0].pk))
    words = cache.get(name)
    receipt = queries.receipt_in_file(scene.poll, scene.people[0].pk)
    for told in ("203.0.113", "Chrome", receipt, facts.voter_key(scene.people[0].pk).hex()):
        assert told not in name + words


def test_a_cache_that_is_away_loses_a_mark_and_no_vote(scene, monkeypatch):
    def refuses(*_arguments, **_more):
        raise OSError("connection refused")

    monkeypatch.setattr(marks, "cache", SimpleNamespace(get_many=refuses))
    note_ballot(request_from("192.0.2.1"), scene.poll.code, scene.people[15].pk, DURING)
    marks.flush()
    monkeypatch.undo()
    facts = poll_facts(scene.poll.code)
    assert cache.get(marks.name_of(facts, facts.voter_key(scene.people[15].pk))) is None


def test_people_confirmed_in_a_row_are_found_on_the_roll():
    people = voters(20)
    clerk = UserFactory()
    Resident.objects.filter(user__in=people[:12]).update(verified_at=BEFORE - timedelta(days=3), verified_by=clerk)
    poll = make_poll(people, secrecy=Secrecy.SECRET, public_from=BEFORE)
    for person in people[:12]:
        cast(poll_code=poll.code, option_code="o1", voter=person, now=DURING)
    count_poll(poll=poll, actor=None, now=AFTER)
    look_at_ballots(poll=Poll.objects.get(pk=poll.pk), now=AFTER)
    signal = Signal.objects.get()
    assert (signal.kind, signal.ballots) == ("cluster", 12)
    # The register holds who was confirmed when: ballots left out for it would tell what these twelve chose.
    with pytest.raises(WrongState):
        quarantine_signal(poll=poll, code=signal.code, why="查实", actor=UserFactory(), now=AFTER)
    with pytest.raises(Forbidden):
        explain_signal(poll=poll, code=signal.code, why="查实", actor=people[0], now=AFTER)
    explain_signal(poll=poll, code=signal.code, why="集中办理", actor=UserFactory(), now=AFTER)


def test_help_at_the_counter_leaves_no_mark_also_where_the_ballot_is_changed_at_home():
    people = voters(20)
    poll = make_poll(people, secrecy=Secrecy.SECRET, public_from=BEFORE)
    helped, other = people[:2]
    for person in (helped, other):
        cast(poll_code=poll.code, option_code="o1", voter=person, now=DURING)
    changed = replace_ballot(poll_code=poll.code, option_codes=["o2"], voter=helped, now=DURING)
    assert not changed.is_first
    begun = replace_ballot(poll_code=poll.code, option_codes=["o2"], voter=people[2], now=DURING)
    assert begun.is_first


def test_a_cache_that_hangs_keeps_nobody_waiting(scene, monkeypatch):
    release = threading.Event()
    monkeypatch.setattr(
        marks, "cache", SimpleNamespace(get_many=lambda *_a: release.wait(20) and {}, set_many=lambda *_a, **_m: [])
    )
    note_ballot(request_from("192.0.2.1"), scene.poll.code, scene.people[15].pk, DURING)
    begun = time.monotonic()
    marks.flush(0.1)
    assert time.monotonic() - begun < 5
    release.set()
    monkeypatch.undo()
    marks.flush()


# Settling


def test_nothing_is_certified_before_somebody_has_looked_and_settled(scene):
    assert queries.blockers(scene.poll, OVER) == [Blocker.UNCHECKED]
    signal = looked(scene)
    assert queries.blockers(scene.poll, OVER) == [Blocker.UNCHECKED]
    with pytest.raises(WrongState):
        propose_certification(poll=scene.poll, actor=scene.one, now=OVER)
    explain_signal(poll=scene.poll, code=signal.code, why="活动室的公用平板", actor=scene.one, now=OBJECTING)
    assert queries.blockers(scene.poll, OVER) == []
    with pytest.raises(WrongState):
        explain_signal(poll=scene.poll, code=signal.code, why="又一次", actor=scene.two, now=OBJECTING)
    with pytest.raises(IntegrityError), transaction.atomic():
        Signal.objects.update(why="")


@pytest.mark.parametrize("why", ["", "  ", "长" * 201])
def test_an_explanation_has_its_words(scene, why):
    with pytest.raises(Invalid):
        explain_signal(poll=scene.poll, code=looked(scene).code, why=why, actor=scene.one, now=OBJECTING)


def test_its_ballots_are_left_out_together_by_two_people_with_one_recount(scene):
    signal = looked(scene)
    proposed = quarantine_signal(poll=scene.poll, code=signal.code, why="同一部手机", actor=scene.one, now=OBJECTING)
    assert len(proposed) == 6
    assert Poll.objects.get().result["options"][0]["votes"] == 10  # they count until somebody agrees
    assert Blocker.UNDECIDED in queries.blockers(scene.poll, OVER)
    with pytest.raises(Forbidden):
        decide_signal(poll=scene.poll, code=signal.code, agree=True, actor=scene.one, now=OBJECTING)
    decide_signal(poll=scene.poll, code=signal.code, agree=True, actor=scene.two, now=OBJECTING)
    poll = Poll.objects.get()
    assert poll.result["options"][0]["votes"] == 4
    assert poll.result["excluded"] == {ExclusionKind.OTHER: 6}
    assert poll.result_versions.count() == 2
    assert queries.review(poll, scene.one, OBJECTING).versions == 2
    assert Signal.objects.get().state == SignalState.LEFT_OUT
    with pytest.raises(WrongState):
        decide_signal(poll=scene.poll, code=signal.code, agree=True, actor=scene.two, now=OBJECTING)


def test_ballots_decided_one_by_one_say_in_the_end_how_it_came_out(scene):
    signal = looked(scene)
    proposed = quarantine_signal(poll=scene.poll, code=signal.code, why="同一部手机", actor=scene.one, now=OBJECTING)
    for number, each in enumerate(proposed):
        assert Signal.objects.get().state == SignalState.PROPOSED
        decide_exclusion(poll=scene.poll, code=each.code, agree=number == 0, actor=scene.two, now=OBJECTING)
    assert Signal.objects.get().state == SignalState.LEFT_OUT


def test_a_refusal_leaves_everything_as_it_was(scene):
    signal = looked(scene)
    before = Poll.objects.get().result_digest
    quarantine_signal(poll=scene.poll, code=signal.code, why="同一部手机", actor=scene.one, now=OBJECTING)
    decide_signal(poll=scene.poll, code=signal.code, agree=False, actor=scene.two, now=OBJECTING)
    assert Poll.objects.get().result_digest == before
    assert Signal.objects.get().state == SignalState.KEPT
    assert queries.blockers(scene.poll, OVER) == []


def test_nobody_sees_to_a_signal_about_their_own_ballot(scene):
    signal = looked(scene)
    with pytest.raises(Forbidden):
        quarantine_signal(poll=scene.poll, code=signal.code, why="手机", actor=scene.people[2], now=OBJECTING)
    with pytest.raises(Forbidden):
        explain_signal(poll=scene.poll, code=signal.code, why="没事", actor=scene.people[2], now=OBJECTING)
    assert not Exclusion.objects.exists()
    assert Signal.objects.get().state == SignalState.NOTED
    quarantine_signal(poll=scene.poll, code=signal.code, why="手机", actor=scene.one, now=OBJECTING)
    with pytest.raises(Forbidden):
        decide_signal(poll=scene.poll, code=signal.code, agree=True, actor=scene.people[2], now=OBJECTING)


def test_a_ballot_that_is_seen_to_already_is_not_proposed_twice(scene):
    signal = looked(scene)
    exclusion = propose_exclusion(
        poll=scene.poll, kind=ExclusionKind.TWICE, reason="两次", actor=scene.one, now=OBJECTING, voter=scene.people[0]
    )
    assert len(quarantine_signal(poll=scene.poll, code=signal.code, why="手机", actor=scene.one, now=OBJECTING)) == 5
    decide_exclusion(poll=scene.poll, code=exclusion.code, agree=True, actor=scene.two, now=OBJECTING)
    decide_signal(poll=scene.poll, code=signal.code, agree=True, actor=scene.two, now=OBJECTING)
    assert Poll.objects.get().result["excluded"] == {"twice": 1, "other": 5}


def test_marks_that_are_gone_propose_nothing(scene):
    signal = looked(scene)
    cache.clear()
    with pytest.raises(WrongState):
        quarantine_signal(poll=scene.poll, code=signal.code, why="手机", actor=scene.one, now=OBJECTING)
    with pytest.raises(Hidden):
        quarantine_signal(poll=scene.poll, code="nothing", why="手机", actor=scene.one, now=OBJECTING)
    with pytest.raises(Hidden):
        decide_signal(poll=scene.poll, code="nothing", agree=True, actor=scene.one, now=OBJECTING)


def test_what_is_about_no_single_ballots_can_only_be_explained(scene):
    looked(scene)
    found = list(queries.look(scene.poll).found)
    burst = SimpleNamespace(kind=SignalKind.LATE, facts={}, receipts=())
    digest = queries.digest_of(scene.poll, burst)
    signal = Signal.objects.create(poll=scene.poll, kind=SignalKind.LATE, ballots=20, digest=digest)
    assert found[0].receipts
    with pytest.raises(WrongState):
        quarantine_signal(poll=scene.poll, code=signal.code, why="手机", actor=scene.one, now=OBJECTING)


# The certificate


def test_the_certificate_says_what_was_noticed_and_no_mark_remains(scene, django_capture_on_commit_callbacks):
    signal = looked(scene)
    explain_signal(poll=scene.poll, code=signal.code, why="活动室的公用平板", actor=scene.one, now=OBJECTING)
    names = queries.mark_names(scene.poll)
    assert len(cache.get_many(names)) == 10
    propose_certification(poll=scene.poll, actor=scene.one, now=OVER)
    with django_capture_on_commit_callbacks(execute=True):
        certificate = certify_poll(poll=scene.poll, actor=scene.two, now=OVER)
    told = certificate.data["signals"]
    assert (told["marked"], told["expected"]) == (10, 10)
    assert told["found"] == [{"kind": "device", "ballots": 6, "state": "explained", "why": "活动室的公用平板"}]
    assert cache.get_many(names) == {}
    SignalCheck.objects.all().delete()
    with pytest.raises(WrongState):
        look_at_ballots(poll=Poll.objects.get(), now=OVER)


def test_the_certificate_page_says_it_in_words(scene, client):
    signal = looked(scene)
    explain_signal(poll=scene.poll, code=signal.code, why="活动室的公用平板", actor=scene.one, now=OBJECTING)
    propose_certification(poll=scene.poll, actor=scene.one, now=OVER)
    certify_poll(poll=scene.poll, actor=scene.two, now=OVER)
    page = client.get(f"/polls/{scene.poll.code}/certificate/").content.decode()
    assert "活动室的公用平板" in page
