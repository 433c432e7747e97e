"""A convention with two adopted versions and one draft under consultation, all through the acts themselves."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from councils.actions.conventions import (
    Figures,
    Shown,
    begin_version,
    confirm_count,
    enter_count,
    move_version,
    write_articles,
)
from councils.conventions_count import Channel
from councils.conventions_days import first_day_to_meet
from councils.conventions_enums import ConventionEvent as Event
from councils.conventions_enums import CountChannel, Head
from councils.enums import BodyKind
from councils.models import Body, Convention, ConventionVersion
from councils.procedure import TEMPLATES
from portal.config.demo import wordings
from portal.config.demo.cast import Cast

HOME, HOUSEHOLDS = "meixin", 1321
DAY = timedelta(days=1)
RECEIPT = "演示数据-{year}-{number:02d}"

FIRST: Mapping[Head, list[str]] = {
    Head.CONDUCT: ["楼道、楼梯间不堆放杂物，自家物品放在自家门内。"],
    Head.ORDER: ["电动自行车不进楼、不飞线充电。", "每天22时至次日6时控制音响、装修和活动的声音。"],
    Head.RIGHTS: ["公共收益和维修资金的使用每半年公示一次。"],
    Head.DISPUTES: ["邻里有了纠纷，先自己协商，谈不拢可以请社区调解。"],
    Head.CUSTOMS: ["红白事从简，不大操大办。"],
}
SECOND: Mapping[Head, list[str]] = {
    **FIRST,
    Head.CONDUCT: [*FIRST[Head.CONDUCT], "遛犬牵绳，及时清理粪便，电梯里主动避让老人和孩子。"],
    Head.ORDER: ["电动自行车不进楼、不进电梯、不飞线充电，到集中充电点充电。", FIRST[Head.ORDER][1]],
    Head.CUSTOMS: ["红白事从简，不大操大办。", "常去看看独居老人，有情况及时告诉网格员。"],
}
THIRD: Mapping[Head, list[str]] = {
    **SECOND,
    Head.ORDER: [
        SECOND[Head.ORDER][0],
        "每天22时至次日6时控制音响、装修和活动的声音；广场舞在21时前结束。",
        "快递柜、宠物便溺点设在大家商定的位置。",
    ],
    Head.DISPUTES: ["邻里有了纠纷，先自己协商，谈不拢可以请社区调解，也可以申请人民调解。"],
}


def known() -> bool:
    return Convention.objects.exists()


def set_up(cast: Cast) -> None:
    """The last version is a draft that everybody may speak about today."""
    body = Body.objects.filter(community=cast.communities[HOME], kind=BodyKind.RESIDENTS).first() or _body(cast)
    _adopted(cast, body, FIRST, cast.now - 400 * DAY, {CountChannel.PAPER: Channel(702, 631, 38, 33)}, 361)
    lines = {
        CountChannel.ONLINE: Channel(318, 300, 9, 9),
        CountChannel.PAPER: Channel(360, 340, 10, 10),
        CountChannel.PROXY: Channel(41, 38, 2, 1),
    }
    _adopted(cast, body, SECOND, cast.now - 200 * DAY, lines, 372)
    draft = _begun(cast, THIRD, cast.now - 6 * DAY)
    _step(
        draft, Event.DRAFT, cast.now - 5 * DAY, cast.reader_of(HOME), record="征集到意见41条，草案向全体居民征求意见。"
    )
    wordings.suggest(draft, HOME, cast.now - 5 * DAY, cast)


def _body(cast: Cast) -> Body:
    template = TEMPLATES[BodyKind.RESIDENTS]
    return Body.objects.create(
        community=cast.communities[HOME],
        kind=BodyKind.RESIDENTS,
        name="梅欣社区居民会议",
        basis=template.basis,
        rule=template.rule.as_json(),
        rests_on=template.rests_on,
        binding=template.binding,
        notice_days=template.notice_days,
        created_at=cast.now - 410 * DAY,
    )


def _begun(cast: Cast, texts: Mapping[Head, list[str]], at: datetime) -> ConventionVersion:
    staff = cast.reader_of(HOME)
    version = begin_version(community=cast.communities[HOME], actor=staff, now=at)
    return write_articles(code=version.code, texts=texts, actor=staff, now=at)


def _adopted(
    cast: Cast,
    body: Body,
    texts: Mapping[Head, list[str]],
    began: datetime,
    lines: Mapping[CountChannel, Channel],
    women: int,
) -> None:
    staff, street = cast.reader_of(HOME), cast.manager_of(cast.communities[HOME].subdistrict.slug)
    version = _begun(cast, texts, began)
    number = RECEIPT.format(year=began.year, number=version.number)
    _step(version, Event.DRAFT, began + 10 * DAY, staff, record="征集意见后形成草案，公开征求意见。")
    _step(version, Event.STUDY, began + 25 * DAY, staff, record="社区党组织会议研究，同意提交审核。")
    _step(version, Event.PASS_REVIEW, began + 32 * DAY, street, record="内容合法，同意提交居民会议。", receipt=number)
    called = began + 35 * DAY
    meets = first_day_to_meet(timezone.localdate(called), body.notice_days)
    _step(version, Event.NOTIFY, called, staff, record="公告栏、楼道和网格群发出通知。", body=body, meets_on=meets)
    evening = _evening(meets)
    _step(version, Event.DELIBERATE, evening, staff, record="逐条审议，18人发言。")
    _step(version, Event.REVISE, evening, staff, record="按审议意见改了两处文字。")
    figures = Figures(meets, HOUSEHOLDS, women, lines)
    count = enter_count(code=version.code, figures=figures, actor=staff, now=evening)
    confirm_count(code=count.code, record="签字的会议记录存社区档案柜。", actor=street, now=evening + DAY)
    _step(
        version,
        Event.FILE,
        evening + 5 * DAY,
        staff,
        record="会议记录、表决结果和文本报街道备案。",
        receipt=f"{number}-备",
    )
    _step(version, Event.PUBLISH, evening + 7 * DAY, staff, record="公示栏和本平台公布。")
    _step(version, Event.TAKE_EFFECT, evening + 23 * DAY, staff, record="公示期满，开始执行。")


def _evening(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(20)))


def _step(version: ConventionVersion, event: Event, at: datetime, actor: Any, **shown: Any) -> None:
    move_version(code=version.code, event=event, shown=Shown(timezone.localdate(at), **shown), actor=actor, now=at)
