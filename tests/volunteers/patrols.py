"""A small patrol with its people, for every test of the room."""

from datetime import date, time
from typing import Any

from portal.accounts.actions import give_consent
from portal.accounts.enums import ConsentKind, Role
from portal.rosters.actions import book, tick
from portal.rosters.models import Qualification, Roster
from tests.factories import AppointmentFactory, CommunityFactory, ResidentFactory
from tests.volunteers.clock import DAY, ENDS, EVENING, NOW, STARTS
from volunteers.actions import open_shift, start_shift
from volunteers.actions.leading import seat_leader
from volunteers.enums import ApplicationState, Category
from volunteers.models import Application, Checkpoint, Post, Route, Series, Shift
from volunteers.queries.days import weekly_rule


def make_post(community=None, **more: Any) -> Post:
    usual = {
        "community": community or CommunityFactory(),
        "category": Category.SAFETY,
        "title": "翠竹园平安志愿者",
        "about": "傍晚在园区里走一圈。",
        "risks": "夜里路滑，请穿防滑鞋。",
        "created_at": NOW - 30 * DAY,
    }
    return Post.objects.create(**usual | more)


def make_route(community=None, *, post: Post | None = None, **more: Any) -> Route:
    usual = {
        "community": community or (post.community if post else CommunityFactory()),
        "post": post,
        "title": "翠竹园环线",
        "place": "东门岗亭",
        "gear": ["反光背心", "手电"],
        "seats": 4,
    }
    return Route.objects.create(**usual | more)


def make_checkpoint(route: Route, position: int = 1, name: str = "东门岗亭") -> Checkpoint:
    return Checkpoint.objects.create(route=route, position=position, name=name, look_at="门禁、消防栓")


def make_series(route: Route, weekdays=(1,), **more: Any) -> Series:
    usual = {
        "route": route,
        "rule": weekly_rule(weekdays),
        "starts_at": time(19),
        "ends_at": time(20, 30),
        "first_day": date(2026, 11, 1),
    }
    return Series.objects.create(**usual | more)


def make_staff(community) -> Any:
    return AppointmentFactory(community=community).user


def make_leader(community, **more: Any) -> Any:
    """A resident who holds the office of a patrol leader there."""
    person = ResidentFactory(community=community, **more).user
    AppointmentFactory(user=person, community=community, role=Role.PATROL_LEADER)
    return person


def volunteer(post: Post | None = None, community=None, **more: Any) -> Any:
    """A verified resident who agreed, accepted for the post where there is one."""
    person = ResidentFactory(community=community or (post.community if post else CommunityFactory()), **more).user
    give_consent(kind=ConsentKind.VOLUNTEERING, actor=person, now=NOW - 9 * DAY)
    if post is not None:
        Application.objects.create(
            post=post,
            user=person,
            state=ApplicationState.ACCEPTED,
            risks_version=post.risks_version,
            risks_accepted_at=NOW - 9 * DAY,
            asked_at=NOW - 9 * DAY,
            decided_at=NOW - 8 * DAY,
        )
    return person


def make_shift(route: Route | None = None, *, leader=None, starts_at=STARTS, ends_at=ENDS, now=NOW) -> Shift:
    found = route or make_route()
    staff = make_staff(found.community)
    shift = open_shift(route_code=found.code, starts_at=starts_at, ends_at=ends_at, actor=staff, now=now)
    if leader is not None:
        seat_leader(shift, leader, staff, now, must=True)
    return shift


def led_shift(**more: Any) -> tuple[Shift, Any]:
    """A coming shift with its leader."""
    route = more.pop("route", None) or make_route()
    leader = make_leader(route.community)
    return make_shift(route, leader=leader, **more), leader


def join(shift: Shift, *people: Any, now=NOW) -> list[Any]:
    return [book(code=shift.code, actor=person, now=now) for person in people]


def came(shift: Shift, leader: Any, *people: Any, now=EVENING) -> None:
    """The leader ticks them off."""
    rows = shift.roster.bookings.filter(user__in=people)
    tick(code=shift.code, came=[each.code for each in rows], missed=[], actor=leader, now=now)


def running_shift(**more: Any) -> tuple[Shift, Any, Any]:
    """A shift that has started, its leader and one who is with them."""
    shift, leader = led_shift(**more)
    person = volunteer(community=shift.roster.community)
    join(shift, person)
    came(shift, leader, person)
    return start_shift(code=shift.code, actor=leader, now=STARTS), leader, person


def qualify(person: Any, *kinds: str, until: date) -> None:
    for kind in kinds:
        Qualification.objects.create(
            user=person, kind=kind, valid_until=until, recorded_by=person, recorded_at=NOW - DAY
        )


def roster_of(shift: Shift) -> Roster:
    return Roster.objects.get(pk=shift.roster_id)
