"""Setting polls up, showing them, moving their window, taking options out: every refusal, and nothing changed by it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.ballots.actions import (
    NewOption,
    cast,
    count_poll,
    make_poll_public,
    reschedule_poll,
    restore_option,
    withdraw_option,
)
from portal.ballots.enums import AwardRule, PollMethod, Secrecy
from portal.ballots.models import Poll, PollOption
from portal.ballots.tally.decision import RESIDENTS_MEETING
from portal.core.errors import Hidden, Invalid, OutsideWindow
from tests.factories import UserFactory, make_poll, make_roll, voters
from tests.factories.ballots import AFTER, BEFORE, CLOSES, DURING, OPENS

pytestmark = pytest.mark.django_db
DECISION = {
    "method": PollMethod.YES_NO,
    "slots": 1,
    "award_rule": AwardRule.DECISION,
    "budget_cny": None,
    "rule": RESIDENTS_MEETING,
}


def test_a_poll_is_set_up_with_its_options_in_order():
    poll = make_poll(options=3)
    assert list(poll.options.values_list("code", "position")) == [("o1", 1), ("o2", 2), ("o3", 3)]
    assert (poll.public_from, poll.counted_at, poll.results_public_at) == (None, None, None)
    assert len(poll.lot_seed) == 32
    assert ModelLogEntry.objects.get(action="ballots.create_poll").data["lot_seed"] == poll.lot_seed
    assert str(poll) == poll.title
    assert str(poll.options.first()) == "提案1"


def test_yes_no_brings_its_own_options():
    poll = make_poll(options=[], **DECISION)
    assert list(poll.options.values_list("code", flat=True)) == ["yes", "no", "abstain"]
    assert poll.rule["quorum"] == {"fraction": "1/2", "strict": True, "basis": "roll"}


def test_every_poll_has_a_key_and_a_seed_of_its_own():
    one, two = make_poll(), make_poll()
    assert one.sealed_key != two.sealed_key
    assert one.lot_seed != two.lot_seed


def test_titles_are_one_clean_line():
    poll = make_poll(options=[NewOption("口袋\n 花园<b>！</b>")], title="幸福\n提案<script>x</script>")
    assert (poll.title, poll.options.get().title) == ("幸福 提案", "口袋 花园！")


APPROVAL_WITH_RULE = {"rule": RESIDENTS_MEETING}
YES_NO_WITHOUT_RULE = DECISION | {"rule": None}


@pytest.mark.parametrize(
    "changes",
    [
        {"opens_at": CLOSES, "closes_at": OPENS},
        {"opens_at": OPENS, "closes_at": OPENS},
        {"now": OPENS + timedelta(seconds=1)},
        {"slots": 0},
        {"slots": 51},
        DECISION | {"slots": 2},
        DECISION | {"award_rule": AwardRule.VOTES},
        YES_NO_WITHOUT_RULE,
        APPROVAL_WITH_RULE,
        {"award_rule": AwardRule.DECISION},
        {"budget_cny": None},
        {"budget_cny": Decimal(0)},
        {"winners": 0},
        {"options": []},
        {"options": [NewOption("<b></b>")]},
        {"options": [NewOption("一", code="a"), NewOption("二", code="a")]},
        {"options": [NewOption("一", code="a b")]},
        {"options": [NewOption("一", code="a,b")]},
        {"options": [NewOption("一", code="")]},
        {"options": [NewOption("一", code="a" * 41)]},
        {"secrecy": Secrecy.SECRET},
    ],
)
def test_what_does_not_fit_is_refused(changes):
    people = voters(19)
    with pytest.raises(Invalid):
        make_poll(people, **changes)
    assert not Poll.objects.exists()
    assert not PollOption.objects.exists()


def test_a_roll_frozen_after_the_opening_is_refused():
    roll = make_roll(voters(2), now=OPENS + timedelta(seconds=1))
    with pytest.raises(Invalid):
        make_poll(roll=roll)
    assert not Poll.objects.exists()


def test_a_secret_vote_needs_twenty_on_the_roll():
    assert make_poll(voters(20), secrecy=Secrecy.SECRET).secrecy == Secrecy.SECRET


@pytest.mark.parametrize(
    "changes",
    [
        {"closes_at": OPENS},
        {"slots": 0},
        {"slots": 51},
        {"budget_cny": None},
        {"budget_cny": Decimal(0)},
        {"method": "yes_no"},
        {"award_rule": "decision"},
        {"rule": {"quorum": 1}},
        {"counted_at": AFTER},
        {"result": {"x": 1}},
        {"result_digest": "d"},
        {"counted_at": DURING, "result": {"x": 1}, "result_digest": "d"},
        {"counted_at": AFTER, "result": {"x": 1}},
    ],
)
def test_the_database_refuses_what_does_not_fit(changes):
    poll = make_poll()
    with pytest.raises(IntegrityError), transaction.atomic():
        Poll.objects.filter(pk=poll.pk).update(**changes)


def test_the_database_takes_a_code_once_a_poll_and_no_negative_cost():
    poll = make_poll()
    with pytest.raises(IntegrityError), transaction.atomic():
        poll.options.filter(code="o2").update(code="o1")
    with pytest.raises(IntegrityError), transaction.atomic():
        poll.options.update(cost_cny=-1)


def test_a_poll_becomes_public_and_stays_so():
    poll = make_poll()
    make_poll_public(poll=poll, actor=None, now=BEFORE, public_from=OPENS)
    poll.refresh_from_db()
    assert poll.public_from == OPENS
    make_poll_public(poll=poll, actor=None, now=BEFORE)
    poll.refresh_from_db()
    assert poll.public_from == BEFORE
    make_poll_public(poll=poll, actor=None, now=DURING, public_from=CLOSES)
    poll.refresh_from_db()
    assert poll.public_from == BEFORE
    assert ModelLogEntry.objects.filter(action="ballots.make_poll_public").count() == 2


def moved(poll, now, opens_at=OPENS, closes_at=CLOSES, actor=None):
    reschedule_poll(poll=poll, opens_at=opens_at, closes_at=closes_at, actor=actor, now=now)
    poll.refresh_from_db()
    return poll.opens_at, poll.closes_at


DAY = timedelta(days=1)


def test_before_it_opens_both_ends_move():
    manager = UserFactory()
    assert moved(make_poll(), BEFORE, OPENS + DAY, CLOSES - DAY, manager) == (OPENS + DAY, CLOSES - DAY)
    assert ModelLogEntry.objects.get(action="ballots.reschedule_poll").user == manager


def test_an_open_vote_can_only_be_made_longer():
    poll = make_poll()
    assert moved(poll, DURING, closes_at=CLOSES + DAY) == (OPENS, CLOSES + DAY)
    for opens_at, closes_at in ((OPENS, CLOSES), (OPENS + DAY, CLOSES + DAY)):
        with pytest.raises(Invalid):
            moved(poll, DURING, opens_at, closes_at)
    poll.refresh_from_db()
    assert (poll.opens_at, poll.closes_at) == (OPENS, CLOSES + DAY)


def test_a_longer_vote_takes_votes_until_its_new_end():
    people = voters(1)
    poll = make_poll(people)
    moved(poll, DURING, closes_at=CLOSES + DAY)
    assert cast(poll_code=poll.code, option_code="o1", voter=people[0], now=CLOSES).slots_used == 1


@pytest.mark.parametrize(
    ("now", "opens_at", "closes_at", "refusal"),
    [
        (CLOSES, OPENS, CLOSES + DAY, OutsideWindow),
        (BEFORE, CLOSES, OPENS, Invalid),
        (BEFORE, BEFORE - DAY, CLOSES, Invalid),
    ],
)
def test_a_window_that_does_not_fit_is_refused(now, opens_at, closes_at, refusal):
    poll = make_poll()
    with pytest.raises(refusal):
        moved(poll, now, opens_at, closes_at)
    poll.refresh_from_db()
    assert (poll.opens_at, poll.closes_at) == (OPENS, CLOSES)


def test_a_vote_cannot_be_moved_to_before_its_roll_was_frozen():
    poll = make_poll()
    with pytest.raises(Invalid):
        moved(poll, BEFORE - 2 * DAY, BEFORE - DAY, CLOSES)


def test_withdrawing_and_restoring_twice_changes_nothing_more():
    poll = make_poll()
    first = withdraw_option(poll=poll, option_code="o1", actor=None, now=DURING)
    again = withdraw_option(poll=poll, option_code="o1", actor=None, now=DURING + DAY)
    assert first.withdrawn_at == again.withdrawn_at == DURING
    for _ in range(2):
        assert restore_option(poll=poll, option_code="o1", actor=None, now=DURING).withdrawn_at is None
    acts = ModelLogEntry.objects.filter(action__endswith="_option").order_by("pk")
    assert [entry.action for entry in acts] == ["ballots.withdraw_option", "ballots.restore_option"]


@pytest.mark.parametrize("act", [withdraw_option, restore_option])
def test_options_of_no_poll_and_of_a_counted_one_are_left_alone(act):
    poll = make_poll()
    with pytest.raises(Hidden):
        act(poll=poll, option_code="nothing", actor=None, now=DURING)
    count_poll(poll=poll, actor=None, now=AFTER)
    with pytest.raises(OutsideWindow):
        act(poll=poll, option_code="o1", actor=None, now=AFTER)
    assert not poll.options.filter(withdrawn_at__isnull=False).exists()


def test_an_old_poll_can_be_imported_with_its_own_dates():
    long_ago = timezone.now() - timedelta(days=2000)
    people = voters(2)
    roll = make_roll(people, now=long_ago)
    poll = make_poll(roll=roll, now=long_ago, opens_at=long_ago, closes_at=long_ago + DAY)
    cast(poll_code=poll.code, option_code="o1", voter=people[0], now=long_ago)
    assert count_poll(poll=poll, actor=None, now=timezone.now()).result["taking_part"] == 1
