"""Patrols: six routes with their posts, weeks of finished shifts, this week's with places, a line and somebody new."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from portal.accounts.consents import CURRENT
from portal.accounts.enums import ConsentKind, Role
from portal.accounts.models import Appointment, Consent, Resident, User
from portal.config.demo.cast import Cast
from portal.config.demo.scenes import picture
from portal.rosters.actions import ask_swap, book
from portal.rosters.actions.attending import tick
from portal.rosters.models import Booking, Qualification
from volunteers.actions import confirm_people, end_shift, open_coming_shifts, open_shift, scan_checkpoint, start_shift
from volunteers.actions.calling_off import cancel_shift, weather_words
from volunteers.actions.hazards import answer_hazard, report_hazard, take_hazard
from volunteers.enums import ApplicationState, Category, HazardKind, Weather
from volunteers.models import Application, Checkpoint, Post, Route, Series, Shift
from volunteers.queries.days import hours_on, weekly_rule

DAY = timedelta(days=1)
GEAR = ["反光背心", "手电", "哨子", "急救包"]
RISKS = (
    "夜里路面湿滑，请穿防滑鞋、反光背心。\n遇到争执、可疑情况不上前，保持距离，打 110。\n"
    "身体不适当天不要来，随时告诉领队。"
)
CREW = (2, 4, 6, 8, 10)
"""Which neighbours come along: of different households, and none of the leader's."""


@dataclass(frozen=True)
class Patrol:
    community: str
    title: str
    place: str
    points: tuple[str, ...]
    days: tuple[int, ...] = ()
    begins: time = time(19)
    ends: time = time(20, 30)
    seats: int = 6
    workdays: bool = False
    hazardous: bool = False


PATROLS = (
    Patrol("cuizhuyuan", "翠竹园环线", "东门岗亭", ("东门岗亭", "儿童乐园", "地库出口", "西门车棚"), (1,), seats=4),
    Patrol("meixin", "梅欣东西区", "社区服务站门口", ("旧车棚", "5 幢楼道口", "西区消防栓"), (2,),
           time(18, 30), time(20)),
    Patrol("xiaohang", "小行放学护畅", "小学南门", ("小学南门", "路口斑马线"), (0, 1, 2, 3, 4),
           time(15, 45), time(17), 4, True),
    Patrol("luzhou", "绿洲消防通道", "物业门口", ("一号楼前", "三号楼后", "厂区老门"), (5,), time(9, 30), time(11)),
    Patrol("xinlin", "新林广场", "广场旗杆下", ("广场东侧", "健身角", "停车位"), (4,), time(19), time(21)),
    Patrol("yongan", "永安汛期巡查", "泵站值班室", ("泵站", "河堤三号点", "低洼车库"), hazardous=True),
)  # fmt: skip


def known() -> bool:
    return Route.objects.exists()


def set_up(cast: Cast) -> None:
    routes = {patrol.community: _route(patrol, cast) for patrol in PATROLS}
    for patrol in PATROLS:
        route, leader = routes[patrol.community]
        crew = _crew(patrol, cast, route.post)
        if patrol.hazardous:
            _flood_watch(route, leader, crew, cast)
            continue
        series = _series(patrol, route, leader, cast)
        _past(patrol, route, series, leader, crew, cast)
        _coming(patrol, series, crew, cast)
    _tonight(*routes["cuizhuyuan"], cast)


def _route(patrol: Patrol, cast: Cast) -> tuple[Route, User]:
    community = cast.communities[patrol.community]
    staff, at = cast.reader_of(patrol.community), cast.now - 60 * DAY
    post = Post.objects.create(
        community=community,
        category=Category.SAFETY,
        title=f"{patrol.title}巡防队员",
        about="和邻居结伴走一圈，看看消防通道、路灯和门禁，发现隐患报给社区。",
        risks=RISKS,
        training="上岗前半天：路线、急救、怎么报隐患",
        created_at=at,
        created_by=staff,
    )
    route = Route.objects.create(
        community=community,
        post=post,
        title=patrol.title,
        place=patrol.place,
        about="无论谁来，两人以上才出发。",
        gear=GEAR,
        seats=patrol.seats,
        is_hazardous=patrol.hazardous,
    )
    for position, name in enumerate(patrol.points, start=1):
        Checkpoint.objects.create(route=route, position=position, name=name, look_at="通道、照明、有没有积水堆物")
    leader = (
        cast.personas["patrol_leader"] if patrol.community == "cuizhuyuan" else cast.neighbours[patrol.community][0]
    )
    Appointment.objects.get_or_create(
        user=leader, role=Role.PATROL_LEADER, community=community, defaults={"starts_on": date(2025, 1, 1)}
    )
    _enlist([leader], post, at)
    return route, leader


def _crew(patrol: Patrol, cast: Cast, post: Any) -> list[User]:
    """Neighbours who serve there, the personas of the community first; one more has asked and waits."""
    here = cast.neighbours[patrol.community]
    people = [here[number] for number in CREW]
    if patrol.community == "meixin":
        people = [cast.personas["resident"], cast.personas["elder"], *people]
    _enlist(people, post, cast.now - 50 * DAY)
    if patrol.community == "cuizhuyuan":
        _enlist([cast.personas["resident"]], post, cast.now - 20 * DAY)
    Application.objects.create(
        post=post,
        user=here[11],
        words="下班后有空，当过两年楼组长。",
        risks_version=post.risks_version,
        risks_accepted_at=cast.now - DAY,
        asked_at=cast.now - DAY,
    )
    return people


def _enlist(people: list[User], post: Post, at: datetime) -> None:
    """Accepted for the post, with the consent that goes with it."""
    agreed = set(
        Consent.objects.filter(kind=ConsentKind.VOLUNTEERING, user__in=people).values_list("user_id", flat=True)
    )
    version = CURRENT[ConsentKind.VOLUNTEERING].version
    Consent.objects.bulk_create(
        Consent(user=each, kind=ConsentKind.VOLUNTEERING, version=version, given=True, at=at)
        for each in people
        if each.pk not in agreed
    )
    Application.objects.bulk_create(
        Application(
            post=post,
            user=each,
            state=ApplicationState.ACCEPTED,
            risks_version=post.risks_version,
            risks_accepted_at=at,
            asked_at=at,
            decided_at=at + DAY,
            decided_by=post.created_by,
        )
        for each in people
    )


def _series(patrol: Patrol, route: Route, leader: User, cast: Cast) -> Series:
    return Series.objects.create(
        route=route,
        rule=weekly_rule(patrol.days),
        workdays_only=patrol.workdays,
        starts_at=patrol.begins,
        ends_at=patrol.ends,
        first_day=timezone.localdate(cast.now) - 60 * DAY,
        leader=leader,
        created_by=cast.reader_of(patrol.community),
    )


def _past(patrol: Patrol, route: Route, series: Series, leader: User, crew: list[User], cast: Cast) -> None:
    """The last three shifts: two that were held, the one before the last called off in Meixin for rain."""
    today = timezone.localdate(cast.now)
    days = [today - number * DAY for number in range(1, 29) if (today - number * DAY).weekday() in patrol.days][:3]
    for number, day in enumerate(reversed(days)):
        hours = hours_on(day, patrol.begins, patrol.ends)
        opened = hours.starts_at - 5 * DAY
        staff = cast.reader_of(patrol.community)
        shift = open_shift(
            route_code=route.code,
            starts_at=hours.starts_at,
            ends_at=hours.ends_at,
            actor=staff,
            now=opened,
            leader=leader,
        )
        Shift.objects.filter(pk=shift.pk).update(series=series, day=day)
        for person in crew[number : number + 3]:
            book(code=shift.code, actor=person, now=opened + DAY)
        if patrol.community == "meixin" and number == 1:
            reason = weather_words(Weather.RAIN)
            cancel_shift(code=shift.code, reason=reason, actor=staff, now=hours.starts_at - timedelta(hours=3))
            continue
        _held(shift, route, leader, staff, number, cast)


def _held(shift: Shift, route: Route, leader: User, staff: User, number: int, cast: Cast) -> None:
    begins, ends = shift.roster.starts_at, shift.roster.ends_at
    lines = list(Booking.objects.filter(roster=shift.roster).exclude(user=leader).values_list("code", flat=True))
    tick(code=shift.code, came=lines, missed=[], actor=leader, now=begins - timedelta(minutes=8))
    start_shift(code=shift.code, actor=leader, now=begins + timedelta(minutes=2))
    for step, point in enumerate(route.checkpoints.all(), start=1):
        at = begins + timedelta(minutes=12 * step)
        scan_checkpoint(code=point.code, shift_code=shift.code, actor=leader, now=at)
    if route.community.slug == "cuizhuyuan" and number == 0:
        _answered_hazard(shift, leader, staff, begins + timedelta(minutes=30))
    if route.community.slug == "meixin" and number == 2:
        report_hazard(
            shift_code=shift.code,
            kind=HazardKind.LIGHT,
            place="5 幢与 6 幢之间的路灯",
            text="两盏路灯不亮，台阶看不清。",
            uploads=[picture("道路出行", "路灯")],
            actor=leader,
            now=begins + timedelta(minutes=40),
        )
    end_shift(code=shift.code, actor=leader, now=ends)
    # Of the last shift but one somebody did not come after all.
    came = lines[:-1] if number == 1 and len(lines) > 2 else lines
    confirm_people(code=shift.code, came=came, actor=leader, now=ends + timedelta(minutes=5))
    every = [*came, *Booking.objects.filter(roster=shift.roster, user=leader).values_list("code", flat=True)]
    confirm_people(code=shift.code, came=every, actor=staff, now=min(ends + DAY, cast.now))


def _answered_hazard(shift: Shift, leader: User, staff: User, at: datetime) -> None:
    hazard = report_hazard(
        shift_code=shift.code,
        kind=HazardKind.FIRE_LANE,
        place="地库出口旁的消防通道",
        text="旧家具堆了半条通道，消防车过不去。",
        uploads=[picture("安全消防", "通道")],
        actor=leader,
        now=at,
    )
    take_hazard(code=hazard.code, show=True, hide_photos=(), actor=staff, now=at + DAY)
    answer_hazard(code=hazard.code, text="物业当天清走，地面重新画了黄线。", actor=staff, now=at + 3 * DAY)


def _coming(patrol: Patrol, series: Series, crew: list[User], cast: Cast) -> None:
    """This week's shifts: a full one with a line and a swap in Cuizhuyuan, one below its minimum in Xinlin."""
    opened = open_coming_shifts(series_pk=series.pk, now=cast.now)
    if not opened or patrol.community == "xinlin":
        return
    for person in crew[: 5 if patrol.community == "cuizhuyuan" else 2]:
        book(code=opened[0].code, actor=person, now=cast.now)
    if patrol.community == "cuizhuyuan":
        ask_swap(code=opened[0].code, to=cast.personas["resident"], actor=crew[0], now=cast.now)


def _flood_watch(route: Route, leader: User, crew: list[User], cast: Cast) -> None:
    """A shift that a warning asked for: trained and insured people only."""
    people = [leader, *crew[:2]]
    staff = cast.reader_of("yongan")
    Resident.objects.filter(user__in=people).update(born_on=date(1978, 5, 20))
    Qualification.objects.bulk_create(
        Qualification(
            user=person,
            kind=kind,
            valid_until=timezone.localdate(cast.now) + 200 * DAY,
            recorded_by=staff,
            recorded_at=cast.now - 40 * DAY,
        )
        for person in people
        for kind in ("training", "insurance")
    )
    day = timezone.localdate(cast.now) + 2 * DAY
    hours = hours_on(day, time(20), time(22))
    shift = open_shift(
        route_code=route.code,
        starts_at=hours.starts_at,
        ends_at=hours.ends_at,
        actor=staff,
        now=cast.now,
        leader=leader,
    )
    for person in people[1:]:
        book(code=shift.code, actor=User.objects.select_related("resident").get(pk=person.pk), now=cast.now)


def _tonight(route: Route, leader: User, cast: Cast) -> None:
    """A shift that begins in half an hour whenever the demo is loaded, so that its leader can try the evening."""
    begins = cast.now + timedelta(minutes=30)
    shift = open_shift(
        route_code=route.code,
        starts_at=begins,
        ends_at=begins + timedelta(minutes=90),
        actor=cast.reader_of("cuizhuyuan"),
        now=cast.now,
        leader=leader,
    )
    for number in CREW[1:3]:
        person = cast.neighbours["cuizhuyuan"][number]
        book(code=shift.code, actor=person, now=cast.now)
