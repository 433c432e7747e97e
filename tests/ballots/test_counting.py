"""The count, once, after the close; what it keeps; and when its result is public."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from wagtail.models import ModelLogEntry

from portal.ballots.actions import cast, correct_roll, count_poll, publish_result, withdraw_choice, withdraw_option
from portal.ballots.enums import AwardRule, Outcome, PollMethod, Reason, Secrecy
from portal.ballots.models import CountedBallot, Poll, Roll
from portal.ballots.queries import ballot_of, ballots_of, counted_ballot, result, turnout
from portal.ballots.rules import result_is_public
from portal.ballots.tally.decision import RESIDENTS_MEETING
from portal.ballots.tally.digests import result_digest
from portal.core.errors import OutsideWindow, WrongState
from tests.factories import ResidentFactory, UserFactory, make_poll, voters
from tests.factories.ballots import AFTER, BEFORE, CLOSES, DURING

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def voted(people, *choices, **terms):
    """A poll in which the n-th person chose the options of the n-th text."""
    poll = make_poll(people, **terms)
    for person, chosen in zip(people, choices, strict=False):
        for code in chosen.split():
            assert cast(poll_code=poll.code, option_code=code, voter=person, now=DURING).outcome == Outcome.ACCEPTED
    return poll


def test_the_count_keeps_result_digest_and_ballots():
    people = voters(3)
    poll = voted(people, "o1 o2", "o1", "")
    receipts = [ballot_of(poll, person).receipt for person in people]
    manager = UserFactory()
    counted = count_poll(poll=poll, actor=manager, now=AFTER)
    assert counted.counted_at == AFTER
    assert counted.result_digest == result_digest(counted.result)
    assert (counted.result["taking_part"], counted.result["choices"]) == (2, 3)
    assert counted.result["roll"] == {"basis": "residents", "size": 3, "digest": poll.roll.digest}
    kept = {ballot.receipt: ballot.options for ballot in CountedBallot.objects.all()}
    assert kept == {receipts[0]: ["o1", "o2"], receipts[1]: ["o1"]}
    assert str(CountedBallot.objects.first()) in kept
    log = ModelLogEntry.objects.get(action="ballots.count_poll")
    assert (log.user, log.data) == (manager, {"result_digest": counted.result_digest, "ballots": 2})


def test_the_stored_result_has_its_digest_after_a_trip_through_the_database():
    poll = voted(voters(2), "o1", "o2 o3")
    count_poll(poll=poll, actor=None, now=AFTER)
    poll.refresh_from_db()
    assert result_digest(poll.result) == poll.result_digest


def test_ballots_are_kept_in_the_order_of_their_receipts():
    poll = voted(voters(12), *["o1"] * 12)
    count_poll(poll=poll, actor=None, now=AFTER)
    receipts = list(CountedBallot.objects.order_by("pk").values_list("receipt", flat=True))
    assert receipts == sorted(receipts)


def test_counting_again_changes_nothing():
    poll = voted(voters(2), "o1")
    first = count_poll(poll=poll, actor=None, now=AFTER)
    again = count_poll(poll=poll, actor=None, now=AFTER + HOUR)
    assert (again.counted_at, again.result, again.result_digest) == (AFTER, first.result, first.result_digest)
    assert CountedBallot.objects.count() == 1
    assert ModelLogEntry.objects.filter(action="ballots.count_poll").count() == 1


@pytest.mark.parametrize("now", [BEFORE, DURING, CLOSES - timedelta(microseconds=1)])
def test_nothing_is_counted_before_the_close(now):
    poll = voted(voters(1), "o1")
    with pytest.raises(OutsideWindow):
        count_poll(poll=poll, actor=None, now=now)
    poll.refresh_from_db()
    assert poll.result is None
    assert not CountedBallot.objects.exists()


def test_the_closing_instant_is_late_enough_to_count():
    assert count_poll(poll=voted(voters(1), "o1"), actor=None, now=CLOSES).counted_at == CLOSES


def test_a_roll_that_was_tampered_with_is_not_counted():
    poll = voted(voters(1), "o1")
    Roll.objects.update(digest="0" * 64)
    with pytest.raises(WrongState):
        count_poll(poll=poll, actor=None, now=AFTER)
    assert Poll.objects.get().result is None


def test_a_corrected_roll_counts_under_its_newest_digest():
    poll = voted(voters(1), "o1")
    late = ResidentFactory()
    names = {"proposed_by": UserFactory(), "confirmed_by": UserFactory()}
    correct_roll(roll=poll.roll, resident=late, reason="漏登记", now=DURING, **names)
    assert cast(poll_code=poll.code, option_code="o2", voter=late.user, now=DURING).outcome == Outcome.ACCEPTED
    assert count_poll(poll=poll, actor=None, now=AFTER).result["roll"]["size"] == 2


def test_after_the_count_nothing_is_written_whatever_the_clock_says():
    people = voters(2)
    poll = voted(people, "o1")
    count_poll(poll=poll, actor=None, now=AFTER)
    terms = {"poll_code": poll.code, "option_code": "o1", "now": DURING}
    assert cast(voter=people[1], **terms).outcome == Outcome.CLOSED
    assert withdraw_choice(voter=people[0], **terms).outcome == Outcome.CLOSED


def test_a_withdrawn_option_is_counted_apart():
    people = voters(2)
    poll = voted(people, "o1 o2", "o1")
    withdraw_option(poll=poll, option_code="o1", actor=None, now=DURING)
    view = result(count_poll(poll=poll, actor=None, now=AFTER))
    gone = next(row for row in view.rows if row.code == "o1")
    assert (gone.votes, gone.selected, gone.reason, gone.rank) == (2, False, Reason.WITHDRAWN, None)
    assert [row.code for row in view.selected] == ["o2"]
    assert view.taking_part == 2


def test_a_secret_vote_is_counted_without_knowing_anybody():
    crowd = voters(20)
    poll = voted(crowd, *["o1"] * 7, secrecy=Secrecy.SECRET)
    count_poll(poll=poll, actor=None, now=AFTER)
    assert poll.counted_ballots.count() == 7
    fields = {field.name for field in CountedBallot._meta.concrete_fields}
    assert fields == {"id", "poll", "receipt", "options", "channel", "excluded"}


def test_without_receipts_the_file_has_codes_that_no_voter_knows():
    people = voters(1)
    silent = voted(people, "o1", receipts=False)
    count_poll(poll=silent, actor=None, now=AFTER)
    kept = CountedBallot.objects.get()
    assert len(kept.receipt) == 12
    assert ballot_of(silent, people[0]).receipt == ""
    assert counted_ballot(silent, kept.receipt) is None


def test_a_receipt_finds_its_ballot_however_it_is_typed():
    people = voters(2)
    poll = voted(people, "o1 o2", "o3")
    receipt = ballot_of(poll, people[0]).receipt
    assert counted_ballot(poll, receipt) is None
    count_poll(poll=poll, actor=None, now=AFTER)
    typed = f" {receipt[:4].upper()}-{receipt[4:8]} {receipt[8:]} "
    assert counted_ballot(poll, typed).options == ["o1", "o2"]
    assert counted_ballot(poll, "nothing") is None


def decided(people, *choices):
    terms = {"method": PollMethod.YES_NO, "slots": 1, "award_rule": AwardRule.DECISION, "budget_cny": None}
    poll = voted(people, *choices, options=[], rule=RESIDENTS_MEETING, **terms)
    return result(count_poll(poll=poll, actor=None, now=AFTER))


def test_a_decision_is_judged_by_its_rule():
    view = decided(voters(4), "yes", "yes", "no")
    assert (view.decision["adopted"], view.decision["reason"]) == (True, "adopted")
    assert (view.rows, view.selected, view.budget_cny, view.most_votes) == ((), (), None, 1)
    assert decided(voters(4), "yes", "no").decision["reason"] == "no_quorum"


def test_the_result_view_has_the_stored_numbers():
    poll = voted(voters(3), "o1 o3", "o3", "o3 o4")
    assert result(poll) is None
    view = result(count_poll(poll=poll, actor=None, now=AFTER))
    assert [(row.code, row.votes, row.reason.value) for row in view.rows] == [
        ("o3", 3, "selected"),
        ("o1", 1, "selected"),
        ("o4", 1, "over_budget"),
        ("o2", 0, "no_votes"),
    ]
    assert (view.taking_part, view.roll_size, view.choices, view.most_votes) == (3, 3, 5, 3)
    assert (view.budget_cny, view.spent_cny, view.left_cny) == (5000, 4000, 1000)
    assert (view.rows[2].left_before_cny, view.rows[2].short_by_cny) == (1000, 3000)
    assert view.digest == poll.__class__.objects.get().result_digest


def test_a_result_is_public_from_its_moment_on():
    poll = voted(voters(1), "o1")
    assert not result_is_public(poll, AFTER)
    with pytest.raises(WrongState):
        publish_result(poll=poll, actor=None, now=AFTER)
    count_poll(poll=poll, actor=None, now=AFTER)
    poll = publish_result(poll=poll, actor=UserFactory(), now=AFTER, public_at=AFTER + HOUR)
    assert not result_is_public(poll, AFTER + HOUR - timedelta(microseconds=1))
    assert result_is_public(poll, AFTER + HOUR)


def test_a_public_result_stays_public():
    poll = voted(voters(1), "o1")
    count_poll(poll=poll, actor=None, now=AFTER)
    publish_result(poll=poll, actor=None, now=AFTER)
    again = publish_result(poll=poll, actor=None, now=AFTER + HOUR, public_at=AFTER + 9 * HOUR)
    assert again.results_public_at == AFTER
    assert ModelLogEntry.objects.filter(action="ballots.publish_result").count() == 1


def test_a_moment_set_beforehand_publishes_only_what_is_counted():
    poll = voted(voters(1), "o1", results_public_at=CLOSES)
    assert not result_is_public(poll, AFTER)
    assert result_is_public(count_poll(poll=poll, actor=None, now=AFTER), AFTER)


def test_turnout_is_half_a_minute_old_at_most_and_exact_after_the_count(django_assert_num_queries):
    people = voters(3)
    poll = voted(people, "o1 o2")
    with django_assert_num_queries(2):
        assert (turnout(poll).taking_part, turnout(poll).roll_size) == (1, 3)
    cast(poll_code=poll.code, option_code="o1", voter=people[1], now=DURING)
    with django_assert_num_queries(0):
        assert turnout(poll).taking_part == 1
    counted = count_poll(poll=poll, actor=None, now=AFTER)
    with django_assert_num_queries(0):
        assert (turnout(counted).taking_part, turnout(counted).roll_size) == (2, 3)


def test_nobody_signed_in_has_an_empty_ballot(django_assert_num_queries):
    poll = make_poll()
    with django_assert_num_queries(0):
        ballot = ballot_of(poll, AnonymousUser())
    assert (ballot.chosen, ballot.slots_left, ballot.receipt, ballot.on_roll) == ((), 2, "", False)
    assert ballot.dots == (False, False)


@pytest.mark.parametrize("number", [1, 3])
def test_a_ballot_costs_one_query_however_full(number, django_assert_num_queries):
    people = voters(1)
    poll = voted(people, "o1 o2 o3"[: 3 * number - 1], slots=3)
    with django_assert_num_queries(1):
        ballot = ballot_of(poll, people[0])
    assert (len(ballot.chosen), ballot.slots_left, ballot.on_roll) == (number, 3 - number, True)
    assert ballot.dots == (True,) * number + (False,) * (3 - number)


@pytest.mark.parametrize("number", [1, 3])
def test_ballots_of_several_polls_cost_two_queries_and_are_what_each_poll_says(number, django_assert_num_queries):
    [person] = voters(1)
    polls = [voted([person], "o2 o1"), voted([person], ""), voted([person], "o1", receipts=False)][:number]
    with django_assert_num_queries(2):
        ballots = ballots_of(polls, person)
    assert ballots == {poll.pk: ballot_of(poll, person) for poll in polls}


@pytest.mark.parametrize("number", [1, 3])
def test_a_count_costs_the_same_however_many_voted(number, django_assert_num_queries):
    poll = voted(voters(3), *["o1 o2"] * number)
    with django_assert_num_queries(15 if connection.vendor == "postgresql" else 14):
        count_poll(poll=poll, actor=None, now=AFTER)
