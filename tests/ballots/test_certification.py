"""Certifying a result: what stands against it, what it leaves, and what nobody can find any more."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from portal.ballots import facts
from portal.ballots.actions import (
    answer_objection,
    cast,
    certify_poll,
    count_poll,
    decide_exclusion,
    file_objection,
    look_at_ballots,
    propose_certification,
    propose_exclusion,
    sweep_poll,
)
from portal.ballots.enums import Blocker, ExclusionKind, Outcome, Secrecy
from portal.ballots.models import Certificate, Choice, CountedBallot, Participation, Poll
from portal.ballots.queries import ballot_of, ballots_of, blockers, counted_ballot
from portal.ballots.refusals import KeyUnavailable
from portal.core import outbox
from portal.core.errors import Forbidden, WrongState
from portal.core.models import OutboxItem
from tests.ballots.certified import OBJECTING, OVER, certified, confirmed, published, put_forward
from tests.factories import ResidentFactory, UserFactory, make_poll, voters
from tests.factories.ballots import AFTER, DURING

pytestmark = pytest.mark.django_db


def content(poll):
    """The ballots of the poll's choices, by whatever key, as they could be compared before and after."""
    found: dict[bytes, set[str]] = {}
    for key, code in poll.choices.values_list("voter_key", "option__code"):
        found.setdefault(bytes(key), set()).add(code)
    return sorted(sorted(codes) for codes in found.values())


def test_certification_marks_the_roll_and_cuts_every_tie():
    people = voters(20)
    poll = published(people)
    receipts = [ballot_of(poll, person).receipt for person in people[:3]]
    keys, before = {bytes(key) for key in Choice.objects.values_list("voter_key", flat=True)}, content(poll)
    first, second = UserFactory(), UserFactory()
    look_at_ballots(poll=poll, now=OVER)
    asked = propose_certification(poll=poll, actor=first, now=OVER)
    certificate = certify_poll(poll=poll, actor=second, now=OVER)
    poll.refresh_from_db()
    assert (poll.certified_at, poll.sealed_key, poll.is_sealed) == (OVER, "", True)
    assert list(Participation.objects.order_by("entry__number").values_list("entry__user", flat=True)) == [
        person.pk for person in sorted(people[:3], key=lambda person: person.code)
    ]
    assert content(poll) == before
    assert not keys & {bytes(key) for key in Choice.objects.values_list("voter_key", flat=True)}
    assert [counted_ballot(poll, receipt).options for receipt in receipts] == [["o1", "o2"], ["o1"], ["o3"]]
    assert certificate.pk == asked.pk
    assert (certificate.proposed_by, certificate.certified_by, certificate.certified_at) == (first, second, OVER)
    data = certificate.data
    assert (data["result_digest"], data["roll_digest"]) == (poll.result_digest, poll.roll.digest)
    assert (data["roll_size"], data["on_ballots"], data["marked"], data["choices"]) == (20, 3, 3, 4)
    assert data["objections"] == {"filed": 0, "upheld": 0, "rejected": 0}
    assert str(certificate) == certificate.code
    assert str(Participation.objects.first()).startswith(f"{poll.pk}/")


def test_the_choices_of_a_ballot_say_nothing_of_the_order_they_were_given_in():
    people = voters(20)
    poll = certified(published(people, ("o3 o1",) * 5 + ("o1 o3",) * 5))
    slots = poll.choices.values_list("option__code", "slot").distinct().order_by("slot")
    assert list(slots) == [("o1", 1), ("o3", 2)]


def test_afterwards_everybody_is_told_whether_they_took_part_and_nobody_what_they_chose(django_assert_num_queries):
    people = voters(20)
    sealed = certified(published(people))
    other = published(people)
    with django_assert_num_queries(1):
        ballot = ballot_of(sealed, people[0])
    assert (ballot.chosen, ballot.receipt, ballot.slots_left, ballot.on_roll, ballot.took_part) == (
        (),
        "",
        0,
        True,
        True,
    )
    assert not ballot_of(sealed, people[7]).took_part
    assert not ballot_of(sealed, ResidentFactory().user).on_roll
    with django_assert_num_queries(3):
        ballots = ballots_of([sealed, other], people[0])
    assert ballots == {sealed.pk: ballot, other.pk: ballot_of(other, people[0])}
    assert ballots[other.pk].took_part


def test_a_certified_poll_takes_no_votes():
    people = voters(20)
    poll = certified(published(people))
    assert cast(poll_code=poll.code, option_code="o1", voter=people[9], now=DURING).outcome == Outcome.CLOSED
    assert cast(poll_code=poll.code, option_code="o1", voter=people[0], now=OVER).receipt == ""
    assert Choice.objects.count() == 4


def test_a_recorded_vote_keeps_its_names_and_is_only_sealed():
    people = voters(3)
    poll = published(people, secrecy=Secrecy.RECORDED)
    before = set(Choice.objects.values_list("voter_key", "option", "slot"))
    poll = certified(poll)
    assert set(Choice.objects.values_list("voter_key", "option", "slot")) == before
    assert (poll.sealed_key != "", poll.is_sealed, poll.participations.count()) == (True, False, 3)
    assert ballot_of(poll, people[0]).chosen == ("o1", "o2")
    assert not OutboxItem.objects.filter(topic="ballots.sweep").exists()


def test_what_stands_against_a_certificate_is_named():
    people = [confirmed(person) for person in voters(20)]
    counted = make_poll(people, secrecy=Secrecy.SECRET)
    count_poll(poll=counted, actor=None, now=AFTER)
    counted.refresh_from_db()
    look_at_ballots(poll=counted, now=AFTER)
    assert blockers(counted, OVER) == [Blocker.NOT_PUBLIC]
    poll = published(people)
    look_at_ballots(poll=poll, now=AFTER)
    assert blockers(poll, OVER - timedelta(microseconds=1)) == [Blocker.WINDOW_OPEN]
    assert blockers(poll, OVER) == []
    objection = file_objection(poll=poll, text="不对", actor=people[0], now=OBJECTING)
    exclusion = propose_exclusion(
        poll=poll, kind=ExclusionKind.OTHER, reason="查实", actor=None, now=OBJECTING, voter=people[0]
    )
    assert blockers(poll, OVER) == [Blocker.UNANSWERED, Blocker.UNDECIDED]
    for act in (propose_certification, certify_poll):
        with pytest.raises(WrongState, match=str(Blocker.UNANSWERED.label)):
            act(poll=poll, actor=UserFactory(), now=OVER)
    answer_objection(poll=poll, code=objection.code, upheld=True, answer="属实", actor=UserFactory(), now=OVER)
    decide_exclusion(poll=poll, code=exclusion.code, agree=True, actor=UserFactory(), now=OVER)
    poll = certified(poll)
    data = poll.certificate.data
    assert (data["excluded"], data["objections"]["upheld"], data["versions"]) == ({"other": 1}, 1, 2)
    assert (data["on_ballots"], data["marked"]) == (2, 3)
    assert poll.exclusions.get().receipt == ""
    assert CountedBallot.objects.filter(excluded="other").count() == 1


def test_a_certificate_needs_two_people_and_the_result_that_was_put_forward():
    people = voters(20)
    poll, manager = published(people), UserFactory()
    with pytest.raises(WrongState):
        certify_poll(poll=poll, actor=manager, now=OVER)
    look_at_ballots(poll=poll, now=OVER)
    propose_certification(poll=poll, actor=manager, now=OVER)
    with pytest.raises(Forbidden):
        certify_poll(poll=poll, actor=manager, now=OVER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.update(certified_by=manager, certified_at=OVER, data={})
    exclusion = propose_exclusion(
        poll=poll, kind=ExclusionKind.OTHER, reason="查实", actor=None, now=OVER, voter=people[0]
    )
    decide_exclusion(poll=poll, code=exclusion.code, agree=True, actor=UserFactory(), now=OVER)
    with pytest.raises(WrongState):
        certify_poll(poll=poll, actor=UserFactory(), now=OVER)
    look_at_ballots(poll=poll, now=OVER)
    propose_certification(poll=poll, actor=manager, now=OVER)
    assert certify_poll(poll=poll, actor=UserFactory(), now=OVER).certified_at == OVER
    assert Certificate.objects.count() == 1


def test_certifying_again_changes_nothing():
    poll = put_forward(published())
    first = certify_poll(poll=poll, actor=UserFactory(), now=OVER)
    again = certify_poll(poll=poll, actor=UserFactory(), now=OVER + timedelta(days=1))
    assert (again.certified_at, again.certified_by) == (OVER, first.certified_by)
    assert OutboxItem.objects.filter(topic="ballots.sweep").count() == 1


def test_a_changed_roll_or_a_choice_of_nobody_stops_it():
    poll = put_forward(published())
    roll, digest = poll.roll, poll.roll.digest
    type(roll).objects.filter(pk=roll.pk).update(digest="0" * 64)
    with pytest.raises(WrongState):
        certify_poll(poll=poll, actor=UserFactory(), now=OVER)
    type(roll).objects.filter(pk=roll.pk).update(digest=digest)
    Choice.objects.create(poll=poll, option=poll.options.first(), voter_key=b"stranger", slot=1)
    with pytest.raises(WrongState):
        certify_poll(poll=poll, actor=UserFactory(), now=OVER)
    assert not Participation.objects.exists()


def test_without_the_key_nothing_is_certified_and_nothing_lost(settings):
    poll = put_forward(published())
    kept, settings.POLL_KEYS = settings.POLL_KEYS, []
    with pytest.raises(KeyUnavailable):
        certify_poll(poll=poll, actor=UserFactory(), now=OVER)
    settings.POLL_KEYS = kept
    assert not Participation.objects.exists()
    assert certify_poll(poll=poll, actor=UserFactory(), now=OVER).certified_at == OVER


def test_the_database_keeps_a_key_until_the_certificate_and_none_afterwards():
    poll = published()
    for broken in ({"sealed_key": ""}, {"certified_at": OVER}, {"certified_at": OBJECTING, "sealed_key": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Poll.objects.filter(pk=poll.pk).update(**broken)


def test_this_process_forgets_the_key(django_capture_on_commit_callbacks):
    poll = put_forward(published())
    assert facts.poll_facts(poll.code).key
    with django_capture_on_commit_callbacks(execute=True):
        certify_poll(poll=poll, actor=UserFactory(), now=OVER)
    assert facts.poll_facts(poll.code).key == b""


def test_no_process_remembers_a_key_for_more_than_ten_minutes(monkeypatch):
    poll = published()
    known = facts.poll_facts(poll.code)
    assert facts.poll_facts(poll.code) is known
    later = facts.time.monotonic() + facts.KEEP_SECONDS + 1
    monkeypatch.setattr("portal.ballots.facts.time.monotonic", lambda: later)
    assert facts.poll_facts(poll.code) is not known
    facts.forget_keys()
    monkeypatch.undo()
    facts._begun[0] = 0.0


@pytest.mark.django_db(transaction=True)
def test_the_files_are_rewritten_afterwards_by_the_outbox():
    poll = certified(published())
    assert outbox.run_due() >= 1
    assert OutboxItem.objects.get(topic="ballots.sweep").state == "done"
    certificate = Certificate.objects.get()
    assert certificate.swept_at is not None
    sweep_poll(code=poll.code, now=OVER)
    assert Certificate.objects.get().swept_at == certificate.swept_at
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA freelist_count").fetchone()[0] == 0
