"""Hours said at the same moment by several people: each counts once, on real connections."""

from collections import Counter

import pytest

from portal.core.errors import WrongState
from portal.rosters.models import Roster
from tests.ballots.test_races import together
from tests.volunteers.clock import ENDS, HOUR, MINUTE, STARTS
from tests.volunteers.patrols import make_leader, make_route, make_shift, make_staff, volunteer
from tests.volunteers.test_hours import LATER
from volunteers.actions.confirm_hours import Served, confirm_hours
from volunteers.actions.correct_hours import correct_hours
from volunteers.actions.issue_certificate import issue_certificate
from volunteers.models import Certificate, ServiceRecord, Shift
from volunteers.refusals import ServedElsewhere

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def ended(route, people, starts_at=STARTS, ends_at=ENDS) -> Shift:
    """A shift that is over, with everybody there; bookings may overlap, hours may not."""
    shift = make_shift(route, starts_at=starts_at, ends_at=ends_at)
    Roster.objects.filter(pk=shift.roster_id).update(overlap_allowed=True)
    for person in people:
        shift.roster.bookings.create(
            user=person, pool=shift.roster.pools.first(), state="attended", came_at=starts_at, came_by="list",
            made_at=starts_at, moved_at=starts_at,
        )  # fmt: skip
    leader = make_leader(route.community)
    Shift.objects.filter(pk=shift.pk).update(
        leader=leader, started_at=starts_at, started_by=leader, ended_at=ends_at, ended_by=leader
    )
    return Shift.objects.found(shift.code)


def served(shift, order=1, **span):
    rows = list(shift.roster.bookings.order_by("id"))[::order]
    usual = {"started_at": shift.started_at, "ended_at": shift.ended_at}
    return [Served(row.code, **usual | span) for row in rows]


def test_two_confirmations_at_once_write_each_persons_hours_once():
    route = make_route(seats=12)
    people = [volunteer(community=route.community) for _ in range(10)]
    shift = ended(route, people)
    shorter = {"ended_at": shift.ended_at - 10 * MINUTE, "reason": "提前走了"}

    def act(job):
        actor, lines = job
        try:
            return len(confirm_hours(code=shift.code, served=lines, actor=actor, now=LATER).confirmed)
        except WrongState:
            return "stands"

    said = []
    for number in range(8):
        rows = served(shift, order=1 if number % 2 else -1)
        if number % 2:
            rows = [Served(row.booking, row.started_at, shorter["ended_at"], shorter["reason"]) for row in rows]
        said.append((make_leader(route.community), rows))
    answers = Counter(together(act, said, 8))
    assert answers == {10: 4, "stands": 4}
    assert ServiceRecord.objects.count() == 10
    assert len(set(ServiceRecord.objects.values_list("minutes", flat=True))) == 1


def test_two_overlapping_shifts_confirmed_at_once_count_the_time_once():
    route = make_route(seats=12)
    people = [volunteer(community=route.community) for _ in range(6)]
    shifts = [ended(route, people), ended(route, people, STARTS + HOUR, ENDS + HOUR)]
    staff = make_staff(route.community)

    def act(job):
        shift, order = job
        try:
            confirm_hours(code=shift.code, served=served(shift, order), actor=staff, now=LATER + HOUR)
            return "confirmed"
        except ServedElsewhere:
            return "elsewhere"

    assert Counter(together(act, [(shifts[0], 1), (shifts[1], -1)], 2)) == {"confirmed": 1, "elsewhere": 1}
    assert ServiceRecord.objects.count() == 6


def test_two_corrections_and_a_certificate_at_once_leave_one_truth():
    route = make_route(seats=12)
    person = volunteer(community=route.community)
    person.resident.real_name = "王小明"
    person.resident.save()
    shift = ended(route, [person])
    staff = make_staff(route.community)
    confirm_hours(code=shift.code, served=served(shift), actor=staff, now=LATER)
    record = ServiceRecord.objects.get()

    def act(minutes):
        if minutes is None:
            day = STARTS.date()
            return issue_certificate(
                community=route.community, first_day=day, last_day=day, agreed=True, actor=person, now=LATER
            ).minutes
        try:
            correct_hours(
                code=record.code, started_at=STARTS, ended_at=STARTS + minutes * MINUTE, reason="核实", actor=staff,
                now=LATER,
            )  # fmt: skip
            return "corrected"
        except WrongState:
            return "too late"

    answers = together(act, [30, 40, None, 50, None], 5)
    assert Counter(answers)["corrected"] == 1
    assert Counter(answers)["too late"] == 2
    [truth] = ServiceRecord.objects.in_force()
    for certificate in Certificate.objects.all():
        assert certificate.is_valid == (certificate.minutes == truth.minutes)
