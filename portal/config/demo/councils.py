"""Bodies of the demo and what they talk over: topics in every chapter, with papers, plans and seconds."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from councils.actions.bodies import NewSeat, create_body, seat_person
from councils.actions.topics import moving
from councils.actions.topics.papers import Plan, put_plans, write_paper
from councils.actions.topics.seconding import second_topic
from councils.actions.topics.writing import raise_for_grid, submit_topic, write_topic
from councils.enums import BodyKind, PaperKind, SeatRole, Side
from councils.models import Body, Topic
from portal.accounts.models import User
from portal.config.demo.cast import Cast, there
from portal.config.demo.writing import approved, screened

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
COUNCIL = "梅欣社区六位一体议事会"
SEATS = [
    ("梅欣社区党委 王书记", Side.PARTY_BRANCH),
    ("梅欣居委会 李主任", Side.COMMITTEE),
    ("乐邻社工站 陈社工", Side.SOCIAL_ORG),
    ("梅欣业委会 赵主任", Side.OWNERS_COMMITTEE),
    ("梅欣物业 孙经理", Side.PROPERTY),
    ("驻区单位 周老师", Side.UNIT),
]


@dataclass(frozen=True)
class Idea:
    """A topic so many days ago; `goes` is how far it went."""

    title: str
    text: str
    days: int
    seconds: int
    goes: str


IDEAS = [
    Idea(
        "加装电梯费用与采光",
        "3 幢想装电梯，高层出多少、低层采光怎么办，几家一直谈不拢。建议把各家的担心摆出来，一起算一算。",
        40,
        5,
        "deliberated",
    ),
    Idea(
        "停车位夜间共享",
        "旁边商场晚上八点以后车位空着一大半，小区里停不下。建议跟商场谈夜间借用，早上七点前开走。",
        90,
        6,
        "carried_out",
    ),
    Idea(
        "电动车禁上楼",
        "还有人把电瓶推上楼充电，楼道里拉线。建议定个规矩，同时把充电棚建好，光禁不行。",
        26,
        6,
        "screened",
    ),
    Idea(
        "广场舞时段",
        "孩子晚上写作业，音乐声大。跳舞的阿姨也要有地方。建议商量一个大家都过得去的时段和音量。",
        9,
        4,
        "raised",
    ),
    Idea(
        "遛狗区域",
        "老人小孩怕狗，养狗的没地方去。建议划一块地方，定好时间，带好拾便袋。",
        3,
        2,
        "raised",
    ),
    Idea("快递柜位置", "快递柜放在单元门口挡轮椅，雨天还淋水。建议挪到车棚边上。", 120, 3, "declined"),
]
FOR = "车位空着也是空着，商场愿意谈；夜里救护车、消防车进得来。"
AGAINST = "早上开不走怎么办？刮蹭谁负责？要有人管，不能光靠自觉。"
BACKGROUND = (
    "小区登记车辆 412 辆，车位 268 个。晚上九点数过三次，路边平均停 97 辆，其中 31 辆压着消防通道线。"
    "商场地下车库晚上八点后平均空 140 个车位。"
)
PLANS = [
    Plan(
        "借商场车位",
        "晚八点到早七点借用，按月登记车牌",
        Decimal(0),
        "车主每月 60 元",
        "不用施工，当月就能用",
        "早上七点前要开走",
    ),
    Plan("路边划线", "在北侧路边划 30 个夜间车位", Decimal(18000), "街道", "离家近", "路变窄，要交管同意"),
    Plan("拆一块绿化", "把东南角绿化改成 18 个车位", Decimal(96000), "维修资金", "长期有车位", "少了树荫，不少人反对"),
]


def known() -> bool:
    return Body.objects.filter(name=COUNCIL).exists()


def set_up(cast: Cast) -> None:
    """Four bodies, and the topics of Meixin in every chapter."""
    council = _bodies(cast)
    for idea in IDEAS:
        topic = _raised(idea, cast)
        _second(topic, idea, cast)
        _move(topic, idea, council, cast)
    _from_the_grid(cast)


def _bodies(cast: Cast) -> Body:
    begun, staff = cast.now - 200 * DAY, cast.reader_of("meixin")
    meixin = cast.communities["meixin"]
    council = create_body(
        community=meixin,
        kind=BodyKind.SIX_SEATS,
        name=COUNCIL,
        about="党组织、居委会、社会组织、业委会、物业、驻区单位坐到一起，小区里的大事小情一件件议。",
        actor=staff,
        now=begun,
    )
    create_body(
        community=meixin,
        kind=BodyKind.DELEGATES,
        name="梅欣社区居民代表会议",
        about="居民会议授权，议居民公约和全体居民的大事。",
        actor=staff,
        now=begun,
    )
    create_body(
        community=cast.communities["cuizhuyuan"],
        kind=BodyKind.FOUR_PARTIES,
        name="翠竹园四方平台",
        about="居委会、业委会、物业、互助会，四方一起商量小区的事。",
        actor=cast.reader_of("cuizhuyuan"),
        now=begun,
    )
    create_body(
        community=cast.communities["xiaohang"],
        kind=BodyKind.CONSULTATION,
        name="小行社区有事好商量协商议事室",
        about="选题、调研、协商、交办、回头看，一件一件有着落。",
        actor=cast.reader_of("xiaohang"),
        now=begun,
    )
    for name, side in SEATS:
        _seat(council, name, side, SeatRole.MEMBER, None, staff, begun)
    convener = cast.personas["convener"]
    _seat(council, convener.resident.alias, Side.RESIDENT, SeatRole.CONVENER, convener, staff, begun)
    return council


def _seat(body: Body, name: str, side: Side, role: SeatRole, user: User | None, staff: User, at: datetime) -> None:
    seat = NewSeat(name=name, role=role, side=side, since=timezone.localdate(at), user=user)
    seat_person(body_code=body.code, seat=seat, actor=staff, now=at)


def _raised(idea: Idea, cast: Cast) -> Topic:
    at, author = cast.now - idea.days * DAY, cast.next_neighbour("meixin")
    topic = write_topic(title=idea.title, text=idea.text, actor=author, now=at)
    topic = submit_topic(code=topic.code, consent=True, actor=author, now=at)
    screened(there(topic.submission), at + timedelta(minutes=1))
    approved(there(topic.submission), cast, at + 3 * HOUR)
    return Topic.objects.get(pk=topic.pk)


def _second(topic: Topic, idea: Idea, cast: Cast) -> None:
    people = [user for user in cast.neighbours["meixin"] if user.pk != topic.author_id]
    for number, person in enumerate(people[: idea.seconds]):
        second_topic(code=topic.code, actor=person, now=cast.now - idea.days * DAY + (number + 5) * HOUR)


def _move(topic: Topic, idea: Idea, council: Body, cast: Cast) -> None:
    staff, at = cast.reader_of("meixin"), cast.now - idea.days * DAY + 2 * DAY
    if idea.goes == "declined":
        moving.decline_topic(
            code=topic.code, reason="物业已经把柜子挪到车棚东侧，不用再议。有不便请随时说。", actor=staff, now=at
        )
    if idea.goes in ("raised", "declined"):
        return
    moving.take_topic_on(code=topic.code, body_code=council.code, text="列入本月议事", actor=staff, now=at)
    for kind, text, signed in (
        (PaperKind.BACKGROUND, BACKGROUND, "梅欣社区居委会"),
        (PaperKind.FOR, FOR, "停车自治小组"),
        (PaperKind.AGAINST, AGAINST, "3 幢、5 幢居民代表"),
        (PaperKind.VISIT, "11 月 8 日晚九点，议事会五人到现场看了车库出入口和北侧路面，量了路宽 5.4 米。", "调研小组"),
    ):
        if idea.goes == "carried_out":
            write_paper(code=topic.code, kind=kind, text=text, signed=signed, actor=staff, now=at + DAY)
    if idea.goes == "carried_out":
        put_plans(code=topic.code, plans=PLANS, actor=staff, now=at + DAY)
    if idea.goes == "screened":
        return
    topic = moving.mark_deliberated(topic=topic, text="第一次议事会", actor=staff, now=at + 10 * DAY)
    if idea.goes == "deliberated":
        return
    moving.mark_decided(topic=topic, text="同意“借商场车位”方案，试行三个月", actor=staff, now=at + 12 * DAY)
    moving.carry_topic_out(
        code=topic.code, text="已与商场签约，登记车辆 58 辆，夜间消防通道不再压线。", actor=staff, now=at + 40 * DAY
    )


def _from_the_grid(cast: Cast) -> None:
    raise_for_grid(
        community=cast.communities["cuizhuyuan"],
        title="公共收益公示",
        text="电梯广告、地面停车的收入，网格走访时不少居民问账。建议按季度公示，说清楚花在哪里。",
        actor=cast.reader_of("cuizhuyuan"),
        now=cast.now - 2 * DAY,
    )
