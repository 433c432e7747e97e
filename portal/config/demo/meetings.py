"""Meetings of the demo: last month's with its minutes and a resolution under way, and one in session."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from councils.actions import meetings as actions
from councils.actions.bodies import NewSeat, create_body, seat_person
from councils.actions.resolutions import hand_over, note_on_resolution
from councils.actions.topics.moving import take_topic_on
from councils.actions.topics.writing import raise_for_grid
from councils.enums import BodyKind, SeatRole, Side, Stance
from councils.models import Body, Meeting, Motion, Resolution
from portal.accounts.models import User
from portal.config.demo.cast import Cast

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
ROOM = "梅欣社区有事好商量协商议事室"
NOTICE = 14 * DAY
SITTING = 6
"""Members beside the convener and the two personas, out of the neighbours."""


def known() -> bool:
    return Body.objects.filter(name=ROOM).exists()


def set_up(cast: Cast) -> None:
    body, members = _room(cast)
    _last_month(body, members, cast)
    _tonight(body, members, cast)


def _room(cast: Cast) -> tuple[Body, list[User]]:
    """The convener first, then 王小梅, 李奶奶 and neighbours; all of them have accounts, so that they can be called."""
    begun, staff = cast.now - 180 * DAY, cast.reader_of("meixin")
    body = create_body(
        community=cast.communities["meixin"],
        kind=BodyKind.CONSULTATION,
        name=ROOM,
        about="选题、到现场看、坐下来商量、交办、回头看，一件一件有着落。",
        actor=staff,
        now=begun,
    )
    members = [cast.personas[key] for key in ("convener", "resident", "elder")] + cast.neighbours["meixin"][:SITTING]
    for number, person in enumerate(members):
        seat = NewSeat(
            name=person.resident.alias,
            role=SeatRole.MEMBER if number else SeatRole.CONVENER,
            side=Side.RESIDENT,
            since=timezone.localdate(begun),
            user=person,
        )
        seat_person(body_code=body.code, seat=seat, actor=staff, now=begun)
    return body, members


def _called(body: Body, title: str, starts_at: datetime, topics: dict[str, str], cast: Cast) -> Meeting:
    """Called two weeks before, with the grid's topics on its agenda, and begun in time."""
    staff, notice = cast.reader_of("meixin"), starts_at - NOTICE
    meeting = actions.plan_meeting(
        body=body,
        title=title,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place="梅欣社区党群服务中心二楼议事室",
        actor=staff,
        now=notice,
    )
    who = {"code": meeting.code, "actor": staff}
    for name, text in topics.items():
        topic = raise_for_grid(community=body.community, title=name, text=text, actor=staff, now=notice - 3 * DAY)
        take_topic_on(code=topic.code, body_code=body.code, actor=staff, now=notice - 2 * DAY)
        actions.add_item(**who, topic_code=topic.code, now=notice)
    actions.call_meeting(**who, now=notice)
    return actions.start_meeting(**who, now=starts_at)


def _motion(meeting: Meeting, mover: User, seconder: User, at: datetime, due: date, words: tuple[str, str]) -> Motion:
    motion = actions.raise_motion(
        code=meeting.code, who=words[0], what=words[1], due_on=due, money_cny=Decimal(4800), actor=mover, now=at
    )
    return actions.second_motion(code=meeting.code, motion_code=motion.code, actor=seconder, now=at + MINUTE)


def _last_month(body: Body, members: list[User], cast: Cast) -> None:
    starts = cast.now - 40 * DAY
    text = "路灯坏了三盏，夜里下楼要打手电。网格走访时好几户提起，建议补上并装声控。"
    meeting = _called(body, "十月协商议事会", starts, {"北门到车棚夜间照明": text}, cast)
    staff, convener = cast.reader_of("meixin"), members[0]
    for person in members[:8]:
        actions.attend(code=meeting.code, actor=person, now=starts + MINUTE)
    chair = {"code": meeting.code, "actor": convener}
    item = meeting.items.get()
    actions.open_item(**chair, item_code=item.code, now=starts + 2 * MINUTE)
    due = timezone.localdate(cast.now + 20 * DAY)
    at = starts + 20 * MINUTE
    words = ("梅欣物业", "北门到车棚补装五盏声控路灯，装好后由楼组长验收")
    motion = _motion(meeting, members[1], members[3], at, due, words)
    steps: list[Callable[..., Motion]] = [actions.take_motion_up, actions.close_debate, actions.open_vote]
    for number, step in enumerate(steps, start=2):
        step(**chair, motion_code=motion.code, now=at + number * MINUTE)
    for number, person in enumerate(members[:8]):
        option = "no" if number == 5 else "yes"
        actions.vote_on_motion(
            code=meeting.code, motion_code=motion.code, option=option, actor=person, now=at + 5 * MINUTE
        )
    actions.close_vote(**chair, motion_code=motion.code, now=at + 8 * MINUTE)
    actions.close_item(**chair, item_code=item.code, now=at + 9 * MINUTE)
    actions.end_meeting(**chair, now=at + 10 * MINUTE)
    actions.note_women(**chair, women=5, now=at + 11 * MINUTE)
    actions.draft_minutes(**chair, now=at + 12 * MINUTE)
    actions.approve_minutes(code=meeting.code, actor=staff, now=at + DAY)
    actions.publish_minutes(code=meeting.code, actor=staff, now=at + DAY)
    resolution = Resolution.objects.get(motion=motion)
    hand_over(code=resolution.code, handler=staff, due_on=due, actor=staff, now=at + DAY)
    note = "物业已买灯，先装北门两盏，居民说亮度够了，其余三盏下周装。"
    note_on_resolution(code=resolution.code, text=note, actor=staff, now=cast.now - 5 * DAY)


def _tonight(body: Body, members: list[User], cast: Cast) -> None:
    """Half an hour old: a motion under debate, somebody speaking and others waiting."""
    starts = cast.now - 30 * MINUTE
    topics = {
        "车棚充电位怎么分": "充电位 24 个，登记的电动车 61 辆。先到先得总有人抢不到，建议定个轮换办法。",
        "楼道堆物清理之后怎么管": "上月清了一次，又堆回来了。建议定清理日子，给旧家具找个临时放的地方。",
    }
    meeting = _called(body, "本月协商议事会", starts, topics, cast)
    for person in members[:5]:
        actions.attend(code=meeting.code, actor=person, now=starts + MINUTE)
    staff, chair = cast.reader_of("meixin"), {"code": meeting.code, "actor": members[0]}
    ticked = [members[5].code, members[6].code]
    actions.tick_attendance(code=meeting.code, person_codes=ticked, actor=staff, now=starts + 2 * MINUTE)
    actions.open_item(**chair, item_code=meeting.items.get(position=1).code, now=starts + 3 * MINUTE)
    due = timezone.localdate(cast.now + 30 * DAY)
    words = ("车棚管理小组", "充电位按门牌单双日轮换，每次不超过四小时，名单贴在车棚门口")
    motion = _motion(meeting, members[3], members[4], cast.now - 12 * MINUTE, due, words)
    actions.take_motion_up(**chair, motion_code=motion.code, now=cast.now - 10 * MINUTE)
    wishes = ((4, Stance.FOR), (5, Stance.AGAINST), (6, Stance.ASKS))
    for number, stance in wishes:
        actions.ask_to_speak(
            code=meeting.code, stance=stance, actor=members[number], now=cast.now - (10 - number) * MINUTE
        )
    first = meeting.turns.get(user=members[4])
    actions.give_floor(**chair, turn_code=first.code, now=cast.now - MINUTE)
