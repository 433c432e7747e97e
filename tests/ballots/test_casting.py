"""The voting contract. The same tests run on SQLite and on PostgreSQL."""

from datetime import timedelta

import psycopg
import pytest
from cryptography.fernet import Fernet
from django.db import OperationalError, connection, transaction

from portal.accounts.models import User
from portal.ballots.actions import box_postgres, cast, replace_ballot, restore_option, withdraw_choice, withdraw_option
from portal.ballots.enums import Outcome, Secrecy
from portal.ballots.keys import recorded_user_id
from portal.ballots.models import Choice
from portal.ballots.queries import ballot_of
from portal.ballots.refusals import KeyUnavailable
from portal.core.errors import Hidden, SignInNeeded
from tests.factories import make_poll, voters
from tests.factories.ballots import CLOSES, DURING, OPENS

pytestmark = pytest.mark.django_db
MICRO = timedelta(microseconds=1)


@pytest.fixture
def people():
    return voters(3)


@pytest.fixture
def poll(people):
    return make_poll(people)


def tap(poll, voter, option, now=DURING):
    answer = cast(poll_code=poll.code, option_code=option, voter=voter, now=now)
    return answer.outcome, answer.slots_used


def untap(poll, voter, option, now=DURING):
    answer = withdraw_choice(poll_code=poll.code, option_code=option, voter=voter, now=now)
    return answer.outcome, answer.slots_used


def chosen(poll, voter):
    return ballot_of(poll, voter).chosen


def test_each_tap_counts_at_once_until_the_votes_are_used(poll, people):
    assert tap(poll, people[0], "o1") == (Outcome.ACCEPTED, 1)
    assert tap(poll, people[0], "o3") == (Outcome.ACCEPTED, 2)
    assert tap(poll, people[0], "o2") == (Outcome.NO_SLOT, 2)
    assert chosen(poll, people[0]) == ("o1", "o3")


def test_voting_twice_for_one_option_counts_once(poll, people):
    tap(poll, people[0], "o1")
    assert tap(poll, people[0], "o1") == (Outcome.ALREADY, 1)
    assert Choice.objects.count() == 1


def test_already_is_said_also_when_all_votes_are_used(poll, people):
    tap(poll, people[0], "o1")
    tap(poll, people[0], "o2")
    assert tap(poll, people[0], "o1") == (Outcome.ALREADY, 2)


@pytest.mark.parametrize(
    ("at", "outcome"),
    [
        (OPENS - MICRO, Outcome.NOT_OPEN),
        (OPENS, Outcome.ACCEPTED),
        (CLOSES - MICRO, Outcome.ACCEPTED),
        (CLOSES, Outcome.CLOSED),
    ],
)
def test_the_window_is_half_open(poll, people, at, outcome):
    assert tap(poll, people[0], "o1", at)[0] == outcome
    assert Choice.objects.exists() == (outcome == Outcome.ACCEPTED)


def test_somebody_off_the_roll_is_told_so_and_nothing_changes(poll):
    stranger = voters(1)[0]
    assert tap(poll, stranger, "o1") == (Outcome.NOT_ON_ROLL, 0)
    assert untap(poll, stranger, "o1") == (Outcome.NOT_ON_ROLL, 0)
    assert not Choice.objects.exists()


def test_off_the_roll_is_said_before_the_window(poll):
    assert tap(poll, voters(1)[0], "o1", CLOSES)[0] == Outcome.NOT_ON_ROLL


def test_an_unknown_option_and_one_of_another_poll_are_no_option(poll, people):
    other = make_poll(voters(1))
    other.options.filter(code="o1").update(code="elsewhere")
    assert tap(poll, people[0], "nothing") == (Outcome.NO_OPTION, 0)
    assert tap(poll, people[0], "elsewhere") == (Outcome.NO_OPTION, 0)


def test_a_withdrawn_option_takes_no_new_votes_and_gives_old_ones_back(poll, people):
    tap(poll, people[0], "o1")
    withdraw_option(poll=poll, option_code="o1", actor=None, now=DURING)
    assert tap(poll, people[1], "o1") == (Outcome.NO_OPTION, 0)
    assert tap(poll, people[0], "o1") == (Outcome.NO_OPTION, 1)
    assert untap(poll, people[0], "o1") == (Outcome.ACCEPTED, 0)
    restore_option(poll=poll, option_code="o1", actor=None, now=DURING)
    assert tap(poll, people[1], "o1") == (Outcome.ACCEPTED, 1)


def test_taking_back_frees_the_lowest_slot(poll, people):
    tap(poll, people[0], "o1")
    tap(poll, people[0], "o2")
    assert untap(poll, people[0], "o1") == (Outcome.ACCEPTED, 1)
    assert tap(poll, people[0], "o4") == (Outcome.ACCEPTED, 2)
    assert chosen(poll, people[0]) == ("o4", "o2")


def test_taking_back_what_was_not_chosen_says_so(poll, people):
    tap(poll, people[0], "o1")
    assert untap(poll, people[0], "o2") == (Outcome.NOT_CHOSEN, 1)


def test_taking_back_after_the_close_is_too_late(poll, people):
    tap(poll, people[0], "o1")
    assert untap(poll, people[0], "o1", CLOSES) == (Outcome.CLOSED, 1)
    assert chosen(poll, people[0]) == ("o1",)


def test_an_unknown_poll_does_not_exist(people):
    with pytest.raises(Hidden):
        cast(poll_code="nothing", option_code="o1", voter=people[0], now=DURING)


def test_a_person_on_two_rolls_votes_in_each_poll_for_itself(people):
    one, two = make_poll(people), make_poll(people)
    tap(one, people[0], "o1")
    assert tap(two, people[0], "o1") == (Outcome.ACCEPTED, 1)


def replace(poll, voter, *codes, now=DURING):
    answer = replace_ballot(poll_code=poll.code, option_codes=codes, voter=voter, now=now)
    return answer.outcome, answer.slots_used


def test_a_ballot_is_replaced_whole(poll, people):
    tap(poll, people[0], "o1")
    tap(poll, people[0], "o2")
    assert replace(poll, people[0], "o2", "o4") == (Outcome.ACCEPTED, 2)
    assert set(chosen(poll, people[0])) == {"o2", "o4"}
    assert replace(poll, people[0]) == (Outcome.ACCEPTED, 0)
    assert chosen(poll, people[0]) == ()


@pytest.mark.parametrize(
    ("codes", "now", "outcome"),
    [
        (("o1", "o2", "o3"), DURING, Outcome.NO_SLOT),
        (("o3", "nothing"), DURING, Outcome.NO_OPTION),
        (("o3",), CLOSES, Outcome.CLOSED),
        ((), CLOSES, Outcome.CLOSED),
        (("o3",), OPENS - MICRO, Outcome.NOT_OPEN),
        (("o1",), CLOSES, Outcome.CLOSED),
    ],
)
def test_a_replacement_that_does_not_fit_changes_nothing(poll, people, codes, now, outcome):
    tap(poll, people[0], "o1")
    assert replace(poll, people[0], *codes, now=now) == (outcome, 1)
    assert chosen(poll, people[0]) == ("o1",)


def test_an_empty_ballot_replaced_by_nothing_is_still_judged(poll, people):
    assert replace(poll, people[0]) == (Outcome.ACCEPTED, 0)
    assert replace(poll, people[0], now=CLOSES) == (Outcome.CLOSED, 0)
    assert replace(poll, voters(1)[0]) == (Outcome.NOT_ON_ROLL, 0)


def test_what_stays_on_a_replaced_ballot_keeps_its_slot(poll, people):
    tap(poll, people[0], "o1")
    tap(poll, people[0], "o2")
    replace(poll, people[0], "o4", "o2")
    assert chosen(poll, people[0]) == ("o4", "o2")


@pytest.mark.parametrize("change", [{"auth_epoch": 5}, {"is_active": False}])
def test_a_revoked_token_votes_no_more(poll, people, change):
    voter = people[0]
    terms = {"poll_code": poll.code, "voter": voter, "now": DURING, "epoch": voter.auth_epoch}
    assert cast(option_code="o1", **terms).outcome == Outcome.ACCEPTED
    User.objects.filter(pk=voter.pk).update(**change)
    for act, what in (
        (cast, {"option_code": "o2"}),
        (withdraw_choice, {"option_code": "o1"}),
        (replace_ballot, {"option_codes": ["o3"]}),
        (replace_ballot, {"option_codes": ["o1"]}),
    ):
        with pytest.raises(SignInNeeded):
            act(**terms, **what)
    assert chosen(poll, voter) == ("o1",)


@pytest.mark.postgres
def test_behind_a_pooler_nothing_is_prepared(poll, people, settings):
    settings.PREPARED_STATEMENTS = False
    connection.connection.prepare_threshold = None
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    connection.connection._prepared.clear()
    assert tap(poll, people[0], "o1") == (Outcome.ACCEPTED, 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        assert cursor.fetchone() == (0,)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_vote_survives_a_kept_connection_that_died():
    people = voters(1)
    poll = make_poll(people)
    tap(poll, people[0], "o1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    assert tap(poll, people[0], "o2") == (Outcome.ACCEPTED, 2)


@pytest.mark.postgres
def test_a_vote_inside_a_transaction_whose_connection_died_fails(poll, people):
    with pytest.raises(OperationalError), transaction.atomic():
        box_postgres._fetch("SELECT pg_terminate_backend(pg_backend_pid(), %s)", (1000,))
    connection.close()


def test_a_receipt_stays_the_same_through_revisions_and_differs_between_people(poll, people):
    first = cast(poll_code=poll.code, option_code="o1", voter=people[0], now=DURING).receipt
    second = cast(poll_code=poll.code, option_code="o2", voter=people[0], now=DURING).receipt
    other = cast(poll_code=poll.code, option_code="o1", voter=people[1], now=DURING).receipt
    assert first == second == ballot_of(poll, people[0]).receipt
    assert other != first
    assert len(first) == 12


def test_no_receipt_without_a_ballot_and_none_where_the_organiser_left_them_out(poll, people):
    assert ballot_of(poll, people[0]).receipt == ""
    assert withdraw_choice(poll_code=poll.code, option_code="o1", voter=people[0], now=DURING).receipt == ""
    silent = make_poll(people, receipts=False)
    assert cast(poll_code=silent.code, option_code="o1", voter=people[0], now=DURING).receipt == ""


def test_a_recorded_poll_can_be_read_by_name(poll, people):
    tap(poll, people[0], "o1")
    choice = Choice.objects.get()
    assert recorded_user_id(bytes(choice.voter_key)) == people[0].pk
    assert str(choice) == f"{poll.pk}/1"


def test_the_same_person_has_another_key_in_every_secret_poll():
    crowd = voters(20)
    keys = set()
    for _ in range(2):
        poll = make_poll(crowd, secrecy=Secrecy.SECRET)
        tap(poll, crowd[0], "o1")
        keys.add(bytes(Choice.objects.get(poll=poll).voter_key))
    assert len(keys) == 2


def test_a_poll_whose_key_cannot_be_opened_takes_no_votes(people, settings):
    poll = make_poll(people)
    settings.POLL_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(KeyUnavailable):
        tap(poll, people[0], "o1")


def test_a_secret_poll_keeps_no_trace_of_the_person(people):
    crowd = voters(20)
    poll = make_poll(crowd, secrecy=Secrecy.SECRET)
    cast(poll_code=poll.code, option_code="o1", voter=crowd[0], now=DURING)
    choice = Choice.objects.get()
    assert {field.name for field in Choice._meta.concrete_fields} == {"poll", "option", "voter_key", "slot"}
    assert bytes(choice.voter_key) != crowd[0].pk.to_bytes(32, "big")
    assert ballot_of(poll, crowd[0]).chosen == ("o1",)
    assert ballot_of(poll, crowd[1]).chosen == ()
