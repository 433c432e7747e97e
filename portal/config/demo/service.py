"""A year of patrols in Meixin: who served, a record put right, two certificates, a word that waits for an answer."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from portal.accounts.models import User
from portal.config.demo.cast import Cast, dice
from portal.rosters.enums import BookingState, CameBy, Channel
from portal.rosters.models import Booking, Roster, SeatPool
from volunteers.actions.correct_hours import correct_hours
from volunteers.actions.dispute_hours import dispute_hours
from volunteers.actions.issue_certificate import issue_certificate
from volunteers.models import KIND, Route, ServiceRecord, Shift

WEEKS, PEOPLE, EARLIER = 48, 5, timedelta(minutes=30)
TITLE, PLACE = "梅欣晨间巡查", "梅欣社区东门岗亭"
MINUTES = 90


def known() -> bool:
    return ServiceRecord.objects.exists()


def a_year_of_service(cast: Cast) -> None:
    """Sundays from 9:30 to 11:00, each week some other neighbours; the resident is there every third time."""
    resident, moderator = cast.personas["resident"], cast.personas["moderator"]
    community = moderator.resident.community
    neighbours = cast.neighbours[community.slug][:16]
    leader = neighbours[0]
    route = Route.objects.create(community=community, title=TITLE, place=PLACE, gear=["反光背心", "手电", "哨子"])
    chance = dice("service")
    shifts = []
    for week in range(WEEKS, 0, -1):
        begins = _sunday(cast.now - timedelta(weeks=week))
        people = chance.sample(neighbours[1:], PEOPLE)
        if week % 3 == 1:
            people = [resident, *people[1:]]
        # The last evening still waits for its leader.
        shifts.append(_patrol(route, begins, leader, people, moderator, recorded=week > 1))
    mine = ServiceRecord.objects.filter(user=resident).order_by("started_at")
    _certify(cast, resident, cast.now - timedelta(days=6))
    corrected = mine.last()
    if corrected is not None:
        correct_hours(
            code=corrected.code,
            started_at=corrected.started_at,
            ended_at=corrected.ended_at - EARLIER,
            reason="本人来说那天提前半小时走，核实无误",
            actor=moderator,
            now=cast.now - timedelta(days=5),
        )
    _certify(cast, resident, cast.now)
    dispute_hours(
        shift_code=shifts[-1].roster.code,
        text="那天我也去了，一直走到十一点，麻烦核实一下我的时长。",
        actor=resident,
        now=cast.now - timedelta(days=1),
    )


def _patrol(route: Route, begins: datetime, leader: User, people: list[User], staff: User, *, recorded: bool) -> Shift:
    ends = begins + timedelta(minutes=MINUTES)
    roster = Roster.objects.create(
        kind=KIND,
        community=route.community,
        title=route.title,
        place=route.place,
        starts_at=begins,
        ends_at=ends,
        opens_at=begins - timedelta(days=14),
        closes_at=ends,
        cancel_until=begins - timedelta(hours=2),
        minimum=route.minimum,
        closed_at=ends + timedelta(minutes=20),
    )
    pool = SeatPool.objects.create(roster=roster, channel=Channel.ONLINE, seats=route.seats)
    for person in [leader, *people]:
        Booking.objects.create(
            roster=roster,
            pool=pool,
            user=person,
            state=BookingState.ATTENDED,
            made_at=begins - timedelta(days=3),
            moved_at=begins,
            came_at=begins,
            came_by=CameBy.LIST,
        )
    shift = Shift.objects.create(
        roster=roster,
        route=route,
        leader=leader,
        started_at=begins,
        started_by=leader,
        ended_at=ends,
        ended_by=leader,
        confirmed_at=ends,
        confirmed_by=leader,
    )
    if recorded:
        ServiceRecord.objects.bulk_create(
            ServiceRecord(
                shift=shift,
                user=person,
                started_at=begins,
                ended_at=ends,
                minutes=MINUTES,
                project=route.title,
                organiser=route.community.title,
                confirmed_at=ends + timedelta(hours=1),
                confirmed_by=staff if person == leader else leader,
            )
            for person in [leader, *people]
        )
    return shift


def _certify(cast: Cast, person: User, now: datetime) -> None:
    today = timezone.localdate(now)
    issue_certificate(
        community=cast.personas["moderator"].resident.community,
        first_day=today - timedelta(days=365),
        last_day=today,
        agreed=True,
        actor=person,
        now=now,
    )


def _sunday(day: datetime) -> datetime:
    local = timezone.localtime(day).date()
    sunday = local - timedelta(days=(local.weekday() - 6) % 7)
    return timezone.make_aware(datetime.combine(sunday, time(9, 30)))
