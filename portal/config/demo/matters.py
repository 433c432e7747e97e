"""What neighbours brought in the demo: a year of answered matters, and in Meixin one at each step of the way."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from portal.cases.actions import (
    accept_case,
    answer_case,
    begin_case,
    close_case,
    forward_case,
    hand_off_case,
    note_progress,
    rate_case,
    record_contact,
)
from portal.cases.actions.matters import hand_in_matter
from portal.cases.enums import MatterKind, Office, Solved
from portal.cases.models import Matter
from portal.config.demo.cast import Cast, dice, there
from portal.config.demo.scenes import picture
from portal.moderation.actions import decide_submission, screen_submission
from portal.moderation.enums import Decision

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SUGGESTION, COMPLAINT, WISH = MatterKind


@dataclass(frozen=True)
class Told:
    kind: MatterKind
    title: str
    place: str
    words: str
    answer: str = ""


YEAR = (
    Told(SUGGESTION, "晾衣绳挂在消防栓上", "5 幢楼下", "晾衣绳系在消防栓上，真要用水时解不开。能不能另立晾衣杆？",
         "已在楼东侧装了三副晾衣杆，消防栓上的绳子当天取下，没有人反对。"),
    Told(COMPLAINT, "垃圾桶边污水横流", "南门垃圾投放点", "早上收运以后地面全是水，夏天味道很大，老人走过怕滑。",
         "和保洁约定收运后冲洗，地面补了坡度，周三、周六社区去看一次。"),
    Told(WISH, "楼道里想装把折叠椅", "2 幢三楼平台", "爬到三楼要歇口气，站着累。能装一把折叠椅吗？",
         "征得楼里住户同意，已装好两把折叠椅，不用时收起，不挡通道。"),
    Told(SUGGESTION, "公告栏玻璃看不清", "社区服务站门口", "玻璃发黄，字又小，老人要贴着看。",
         "玻璃换新，以后张贴用三号字以上。"),
    Told(COMPLAINT, "夜里广场音响太响", "小广场", "晚上九点半以后还在放音乐，孩子睡不着。",
         "和领舞的几位商量定了：九点收音响，平时音量不过六十五分贝，社区借给他们一只分贝仪。"),
    Told(WISH, "请人教教手机挂号", "老年活动室", "医院都要手机挂号，我们不会，孩子又不在身边。",
         "每月第二个周六上午开一次手机课，先讲挂号和缴费。"),
    Told(SUGGESTION, "单元门关不严", "7 幢 2 单元", "闭门器坏了，冬天风直往里灌。",
         "闭门器已换，顺便检查了另外六个单元。"),
    Told(COMPLAINT, "地面停车占了盲道", "西门人行道", "晚上总有车压在盲道上。",
         "装了隔离桩十二根，占道的车主都打了电话。"),
)  # fmt: skip
PLACES = ("meixin", "cuizhuyuan", "meiling", "xiaohang")


def known() -> bool:
    return Matter.objects.exists()


def set_up(cast: Cast) -> None:
    chance = dice("matters")
    for month in range(11, 0, -1):
        for place in PLACES:
            for number in range(chance.randint(1, 2)):
                told = YEAR[(month * 3 + len(place) + number * 5) % len(YEAR)]
                at = _office_hours(cast.now - timedelta(days=month * 30 + chance.randint(0, 9)))
                _answered(cast, told, place, at, chance)
    _in_meixin(cast)


def _office_hours(at: datetime) -> datetime:
    return at.replace(hour=2, minute=0, second=0, microsecond=0)


def _answered(cast: Cast, told: Told, place: str, at: datetime, chance: Any) -> None:
    author, staff = cast.next_neighbour(place), cast.reader_of(place)
    matter = _brought(cast, told, author, at)
    _let_read(matter, staff, at + HOUR)
    _given(matter, staff, at)
    done = at + timedelta(days=chance.randint(2, 9))
    answer_case(code=matter.case.code, text=told.answer, actor=staff, now=done)
    if chance.random() < 0.75:
        solved = chance.choices([Solved.YES, Solved.PARTLY, Solved.NO], [8, 2, 1])[0]
        score = {Solved.YES: chance.choice([4, 5, 5]), Solved.PARTLY: 3, Solved.NO: 2}[solved]
        rate_case(code=matter.case.code, score=score, solved=solved, actor=author, now=done + DAY)
    close_case(code=matter.case.code, actor=staff, now=done + 2 * DAY)


def _in_meixin(cast: Cast) -> None:
    """One at each step: to be read, to be accepted, overdue, under way, answered and not rated yet, handed off."""
    staff, resident, now = cast.personas["moderator"], cast.personas["resident"], cast.now
    fresh = Told(SUGGESTION, "旧车棚门口的灯不亮", "旧车棚门口", "晚上推车进去看不见台阶，前天有人绊了一下。")
    _brought(cast, fresh, cast.next_neighbour("meixin"), now - 2 * HOUR, pictures=2)
    late = Told(COMPLAINT, "楼顶漏水一直没人管", "9 幢顶楼", "下雨就漏，墙皮掉了一片，找过物业两次。")
    _let_read(_brought(cast, late, cast.next_neighbour("meixin"), now - 6 * DAY), staff, now - 5 * DAY)
    wish = Told(WISH, "想给一楼出口加一段扶手", "一号楼出口", "台阶五级，我拄拐下去没处抓。")
    asked = _brought(cast, wish, cast.personas["elder"], now - 3 * DAY)
    _let_read(asked, staff, now - 3 * DAY + HOUR)
    _given(asked, staff, now - 2 * DAY)
    note_progress(code=asked.case.code, text="量过尺寸了，不锈钢扶手，下周来装。", actor=staff, now=now - DAY)
    done = Told(SUGGESTION, "快递柜挡住了轮椅坡道", "东门快递柜", "坡道口被快递柜占了半边，轮椅转不过来。")
    answered = _brought(cast, done, resident, now - 8 * DAY, pictures=1)
    _let_read(answered, staff, now - 8 * DAY + HOUR)
    _given(answered, staff, now - 8 * DAY)
    answer_case(code=answered.case.code, text="快递柜往北挪了两米，坡道口画了禁停线。", actor=staff, now=now - DAY)
    quiet = Told(COMPLAINT, "隔壁装修不按时间", "家里", "早上六点半就开工，已经一周了。")
    _brought(cast, quiet, resident, now - 5 * HOUR, public=False)
    other = Told(COMPLAINT, "路口红绿灯时间太短", "小学路口", "老人走到一半就变灯了。")
    passed = _brought(cast, other, cast.next_neighbour("meixin"), now - 4 * DAY)
    hand_off_case(
        code=passed.case.code,
        office=Office.HOTLINE,
        reference="演示-0412",
        text="信号灯归交管部门，已转 12345。",
        actor=staff,
        now=now - 4 * DAY + HOUR,
    )


def _brought(cast: Cast, told: Told, author: Any, at: datetime, *, public: bool = True, pictures: int = 0) -> Matter:
    matter = hand_in_matter(
        kind=told.kind,
        title=told.title,
        place=told.place,
        words=told.words,
        public=public,
        uploads=[picture("safety", f"{told.title}{number}") for number in range(pictures)],
        actor=author,
        now=at,
    )
    if matter.submission is not None:
        screen_submission(code=matter.submission.code, round_number=1, now=at)
    return matter


def _let_read(matter: Matter, staff: Any, at: datetime) -> None:
    decide_submission(code=there(matter.submission).code, decision=Decision.APPROVE, actor=staff, now=at)


def _given(matter: Matter, staff: Any, at: datetime) -> None:
    code = matter.case.code
    accept_case(code=code, actor=staff, now=at + 2 * HOUR)
    record_contact(code=code, actor=staff, now=at + 3 * HOUR, text="电话里问清了情况。")
    forward_case(code=code, handler=staff, actor=staff, now=at + 4 * HOUR)
    begin_case(code=code, actor=staff, now=at + 5 * HOUR)
