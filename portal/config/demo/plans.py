"""The demo's contests: one in each phase, across the sub-districts; dates are days from the day of loading."""

from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.utils import timezone

from portal.config.demo.ideas import BANQIAO, GUXIONG, MEISHAN, SAIHONGQIAO, TIEXINQIAO, XISHANQIAO, YUHUA, Idea
from portal.config.demo.more_ideas import BANQIAO_MORE, GUXIONG_MORE, MEISHAN_LAST_YEAR, MEISHAN_SMALL, TIEXINQIAO_MORE
from proposals.enums import AwardRule
from proposals.enums import PhaseKind as Kind
from proposals.schedule import PlannedPhase

STANDARD, SHORT = "社区微更新（标准，约三个月）", "家门口小事（短，约一个月）"
LENGTHS = {
    Kind.CALL: 30,
    Kind.SCREENING: 7,
    Kind.COACHING: 14,
    Kind.EVALUATION: 7,
    Kind.VOTE: 10,
    Kind.OBJECTION: 7,
    Kind.CERTIFIED: 7,
    Kind.DELIVERY: 180,
}
BEFORE_THE_VOTE = 2


class Plan(NamedTuple):
    """One contest. `day_one` is when its call opens; `turnout` the share of the roll that has voted by now."""

    subdistrict: str
    edition: int
    title: str
    day_one: int
    ideas: list[Idea]
    template: str = STANDARD
    budget_cny: int = 200_000
    cap_cny: int = 100_000
    endorsements_needed: int = 6
    turnout: float = 0.0
    award_rule: AwardRule = AwardRule.BUDGET_GREEDY
    lengths: dict[Kind, int] = LENGTHS

    def phases(self, now: datetime) -> list[PlannedPhase]:
        """The stages with dates. They meet at midnight; the vote opens at nine and closes at eight in the evening."""
        planned, day = [], self.day_one
        for kind in Kind:
            if kind not in self.lengths:
                continue
            if kind == Kind.VOTE:
                day += BEFORE_THE_VOTE
            opens, closes = moment(now, day), moment(now, day + self.lengths[kind])
            if kind == Kind.VOTE:
                opens, closes = moment(now, day, 9), moment(now, day + self.lengths[kind] - 1, 20)
            planned.append(PlannedPhase(kind, opens, closes))
            day += self.lengths[kind]
        return planned


def moment(now: datetime, days: int, hour: int = 0) -> datetime:
    """That many days from today, at the full hour in Shanghai."""
    day = timezone.localdate(now) + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(hour)))


CALL = Plan("yuhua", 1, "雨花街道第一届幸福提案大赛", -12, YUHUA)
SCREENING = Plan("xishanqiao", 1, "西善桥街道第一届幸福提案大赛", -33, XISHANQIAO)
COACHING = Plan("tiexinqiao", 1, "铁心桥街道第一届幸福提案大赛", -44, TIEXINQIAO + TIEXINQIAO_MORE)
EVALUATION = Plan("banqiao", 1, "板桥街道第一届幸福提案大赛", -54, BANQIAO + BANQIAO_MORE)
VOTE = Plan("meishan", 3, "梅山街道第三届幸福提案大赛", -66, MEISHAN, turnout=0.3)
OBJECTION = Plan("saihongqiao", 1, "赛虹桥街道第一届幸福提案大赛", -74, SAIHONGQIAO, budget_cny=120_000, turnout=0.55)
CERTIFIED = Plan(
    "guxiong",
    1,
    "古雄街道第一届幸福提案大赛",
    -80,
    GUXIONG + GUXIONG_MORE,
    budget_cny=60_000,
    cap_cny=40_000,
    endorsements_needed=4,
    turnout=0.75,
    award_rule=AwardRule.BUDGET_EQUAL_SHARES,
)
LAST_YEAR = Plan(
    "meishan", 2, "梅山街道第二届幸福提案大赛", -395, MEISHAN_LAST_YEAR, cap_cny=180_000, turnout=0.3,
    lengths=LENGTHS | {Kind.DELIVERY: 360},
)  # fmt: skip
SMALL = Plan(
    "meishan",
    4,
    "梅山街道“家门口小事”提案",
    -5,
    MEISHAN_SMALL,
    template=SHORT,
    budget_cny=50_000,
    cap_cny=20_000,
    endorsements_needed=0,
    lengths={Kind.CALL: 14, Kind.SCREENING: 5, Kind.VOTE: 7, Kind.OBJECTION: 5, Kind.DELIVERY: 60},
)
FINISHED = [LAST_YEAR, CERTIFIED, OBJECTION]
GOING_ON = [CALL, SCREENING, COACHING, EVALUATION]
