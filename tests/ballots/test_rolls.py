"""Rolls: frozen once, correctable by two people, and kept so by the database itself."""

import hashlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from portal.accounts.models import Resident
from portal.ballots.actions import correct_roll, freeze_roll
from portal.ballots.enums import RollBasis
from portal.ballots.models import Roll, RollEntry, RollVersion
from portal.ballots.models.roll import FrozenError
from portal.ballots.queries import entry_lines, one_per_household
from portal.ballots.tally.digests import roll_digest
from portal.core.errors import Invalid
from tests.factories import HouseholdFactory, ResidentFactory, UserFactory, make_poll, make_roll, voters
from tests.factories.ballots import AFTER, BEFORE, DURING

pytestmark = pytest.mark.django_db


def correct(roll, resident, **changes):
    terms = {"reason": "漏登记", "proposed_by": UserFactory(), "confirmed_by": UserFactory(), "now": BEFORE} | changes
    return correct_roll(roll=roll, resident=resident, **terms)


def test_freezing_writes_one_numbered_entry_a_person_and_the_digest():
    people = voters(3)
    roll = make_roll(people)
    assert list(roll.entries.values_list("number", flat=True)) == [1, 2, 3]
    assert {entry.user_id for entry in roll.entries.all()} == {person.pk for person in people}
    assert roll.size == 3
    assert roll.digest == roll_digest((person.code, "") for person in people) == roll.versions.get().digest


def test_freezing_is_in_the_audit_log_with_its_author():
    manager = UserFactory()
    roll = make_roll(voters(2), actor=manager)
    entry = ModelLogEntry.objects.get(action="ballots.freeze_roll")
    assert (entry.user, entry.data) == (manager, {"size": 2, "digest": roll.digest})


def test_an_empty_roll_is_refused():
    with pytest.raises(Invalid):
        freeze_roll(title="空", basis=RollBasis.RESIDENTS, residents=Resident.objects.none(), actor=None, now=BEFORE)
    assert not Roll.objects.exists()


@given(st.lists(st.tuples(st.text("abc2", min_size=1), st.text("xyz")), max_size=20), st.randoms())
def test_the_digest_does_not_depend_on_the_order(lines, random):
    shuffled = list(lines)
    random.shuffle(shuffled)
    assert roll_digest(lines) == roll_digest(shuffled)


def test_the_digest_is_what_the_documentation_says():
    lines = [("b2", ""), ("a2", "h")]
    assert roll_digest(lines) == hashlib.sha256(b"a2,h\nb2,\n").hexdigest()


def test_the_digest_differs_by_household():
    assert roll_digest([("a", "h")]) != roll_digest([("a", "")])


def households(*sizes):
    doors = [HouseholdFactory() for _ in sizes]
    for door, size in zip(doors, sizes, strict=True):
        for n in range(size):
            ResidentFactory(household=door, community=door.community, verified_at=BEFORE + timedelta(hours=n))
    return doors


def test_a_household_roll_has_one_representative_a_door():
    doors = households(2, 1)
    everybody = Resident.objects.all()
    representatives = one_per_household(everybody)
    roll = freeze_roll(title="户代表", basis=RollBasis.HOUSEHOLDS, residents=representatives, actor=None, now=BEFORE)
    assert {entry.household for entry in roll.entries.all()} == set(doors)
    first = Resident.objects.filter(household=doors[0]).order_by("verified_at").first()
    assert roll.entries.get(household=doors[0]).user_id == first.user_id
    assert sorted(entry_lines(roll)) == sorted((entry.user.code, entry.household.code) for entry in roll.entries.all())


@pytest.mark.parametrize("second_door", [True, False])
def test_a_household_roll_refuses_two_of_a_door_and_the_doorless(second_door):
    (door,) = households(1)
    ResidentFactory(community=door.community, household=door if second_door else None)
    with pytest.raises(Invalid):
        freeze_roll(title="户", basis=RollBasis.HOUSEHOLDS, residents=Resident.objects.all(), actor=None, now=BEFORE)
    assert not Roll.objects.exists()


def test_a_correction_adds_an_entry_and_a_version_with_two_names():
    roll = make_roll(voters(2))
    before = roll.digest
    left_out = ResidentFactory()
    one, other = UserFactory(), UserFactory()
    entry = correct(roll, left_out, proposed_by=one, confirmed_by=other)
    roll.refresh_from_db()
    assert (entry.number, entry.version, entry.reason, entry.user_id) == (3, 2, "漏登记", left_out.user_id)
    assert (roll.size, roll.digest) == (3, roll_digest(entry_lines(roll)))
    assert roll.digest != before
    versions = list(roll.versions.values_list("number", "digest", "proposed_by", "confirmed_by"))
    assert versions == [(1, before, None, None), (2, roll.digest, one.pk, other.pk)]


def test_a_correction_of_a_household_roll_adds_a_new_door():
    households(1)
    residents = Resident.objects.all()
    roll = freeze_roll(title="户", basis=RollBasis.HOUSEHOLDS, residents=residents, actor=None, now=BEFORE)
    door = HouseholdFactory()
    entry = correct(roll, ResidentFactory(community=door.community, household=door))
    assert entry.household == door
    roll.refresh_from_db()
    assert roll.digest == roll_digest(entry_lines(roll))


@pytest.fixture
def household_roll():
    (door,) = households(1)
    roll = freeze_roll(title="户", basis=RollBasis.HOUSEHOLDS, residents=Resident.objects.all(), actor=None, now=BEFORE)
    return roll, door


def refused(roll, resident, **changes):
    state = (roll.digest, roll.entries.count(), roll.versions.count())
    with pytest.raises(Invalid):
        correct(roll, resident, **changes)
    roll.refresh_from_db()
    assert (roll.digest, roll.entries.count(), roll.versions.count()) == state


def test_a_correction_needs_a_reason():
    refused(make_roll(voters(1)), ResidentFactory(), reason=" ")


def test_one_person_cannot_correct_a_roll_alone():
    alone = UserFactory()
    refused(make_roll(voters(1)), ResidentFactory(), proposed_by=alone, confirmed_by=alone)


def test_somebody_on_the_roll_is_not_added_again():
    people = voters(1)
    refused(make_roll(people), people[0].resident)


def test_a_roll_is_not_corrected_once_a_vote_on_it_has_closed():
    people = voters(1)
    poll = make_poll(people)
    refused(poll.roll, ResidentFactory(), now=AFTER)
    correct(poll.roll, ResidentFactory(), now=DURING)


def test_a_household_roll_refuses_a_second_representative(household_roll):
    roll, door = household_roll
    refused(roll, ResidentFactory(community=door.community, household=door))


def test_a_household_roll_refuses_somebody_without_a_door(household_roll):
    refused(household_roll[0], ResidentFactory())


def test_python_refuses_to_change_a_frozen_roll():
    roll = make_roll(voters(1))
    entry, version = roll.entries.get(), roll.versions.get()
    for row in (entry, version):
        for act in (row.save, row.delete):
            with pytest.raises(FrozenError):
                act()
    for rows in (RollEntry.objects.all(), RollVersion.objects.all()):
        with pytest.raises(FrozenError):
            rows.update(number=9)
        with pytest.raises(FrozenError):
            rows.bulk_update([], ["number"])
        with pytest.raises(FrozenError):
            rows.delete()


@pytest.mark.parametrize("table", ["ballots_rollentry", "ballots_rollversion"])
def test_the_database_refuses_to_change_a_frozen_roll(table):
    make_roll(voters(1))
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET number = 7")


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["ballots_rollentry", "ballots_rollversion"])
def test_the_database_refuses_to_shorten_a_frozen_roll(table):
    make_roll(voters(1))
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


def test_the_database_wants_two_people_behind_a_correction():
    roll, person = make_roll(voters(1)), UserFactory()
    for changes in ({"confirmed_by": person}, {"confirmed_by": None}, {"reason": ""}):
        terms = {"reason": "补登", "proposed_by": person, "confirmed_by": UserFactory()} | changes
        with pytest.raises(IntegrityError), transaction.atomic():
            RollVersion.objects.create(roll=roll, number=2, digest="d", size=2, at=BEFORE, **terms)


def test_the_database_takes_a_person_a_number_and_a_household_once_a_roll():
    (door,) = households(1)
    roll = make_roll(voters(1))
    taken = roll.entries.get()
    other = UserFactory()
    RollEntry.objects.create(roll=roll, user=UserFactory(), number=5, household=door)
    for changes in ({"user": taken.user}, {"number": taken.number}, {"household": door}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RollEntry.objects.create(**{"roll": roll, "user": other, "number": 9} | changes)


def test_rolls_name_themselves():
    roll = make_roll(voters(1))
    assert str(roll) == roll.title
    assert str(roll.entries.get()) == f"{roll.pk}/1"
    assert str(roll.versions.get()) == f"{roll.pk} v1"
