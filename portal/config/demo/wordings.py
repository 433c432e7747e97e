"""Other wording of the draft that residents suggested: some waits, some was taken over, worked in or declined."""

from datetime import datetime, timedelta

from councils.actions.conventions import (
    accept_wording,
    decline_wording,
    merge_wordings,
    suggest_wording,
    support_wording,
)
from councils.models import ArticleRevision, ConventionVersion, Wording
from portal.config.demo.cast import Cast, there
from portal.config.demo.writing import approved, screened

HOUR = timedelta(hours=1)
DOGS = "遛犬牵绳，及时清理粪便，电梯里主动避让老人和孩子；大型犬不进儿童游乐区。"
LATE = "每天22时至次日6时控制音响、装修和活动的声音；广场舞在20时30分前结束。"
NOON = "每天12时至14时、22时至次日6时控制音响、装修和活动的声音；广场舞在21时前结束。"
BOTH = "每天22时至次日6时控制音响、装修和活动的声音，午间尽量放低；广场舞在20时30分前结束。"
STAIRS = "楼道、楼梯间不堆放杂物，自家物品放在自家门内；婴儿车、轮椅可停在不挡通道的一侧。"
FEAST = "红白事从简，不大操大办，每桌不超过三百元。"


def suggest(version: ConventionVersion, home: str, began: datetime, cast: Cast) -> None:
    """Within the consultation of `version`, which began then."""
    dogs = _shown(version, 2, DOGS, "孩子在滑梯边被吓到过两次。", 14, home, began + 6 * HOUR, cast)
    late = _shown(version, 4, LATE, "天冷了老人睡得早，孩子要写作业。", 9, home, began + 8 * HOUR, cast)
    noon = _shown(version, 4, NOON, "上夜班的人白天要补觉。", 6, home, began + 20 * HOUR, cast)
    _shown(version, 1, STAIRS, "家里有轮椅的实在搬不上楼。", 11, home, began + 30 * HOUR, cast)
    feast = _shown(version, 8, FEAST, "互相攀比太累。", 3, home, began + 34 * HOUR, cast)
    staff, later = cast.reader_of(home), began + 50 * HOUR
    accept_wording(code=dogs.code, seen=_seen(dogs), actor=staff, now=later, answer="说得具体，原文采纳。")
    merge_wordings(
        code=late.code, others=[noon.code], text=BOTH, seen=_seen(late), actor=staff, now=later + HOUR,
        answer="两条一起考虑：晚上提前半小时，午间以提醒为主。",
    )  # fmt: skip
    decline_wording(
        code=feast.code,
        reason="规定每桌金额超出公约能约定的范围，保留“从简”的倡导。",
        actor=staff,
        now=later + 2 * HOUR,
    )


def _shown(
    version: ConventionVersion, article: int, text: str, reason: str, support: int, home: str, at: datetime, cast: Cast
) -> Wording:
    author = cast.next_neighbour(home)
    wording = suggest_wording(code=version.code, article=article, text=text, reason=reason, actor=author, now=at)
    screened(there(wording.submission), at + timedelta(minutes=1))
    approved(there(wording.submission), cast, at + HOUR)
    people = [user for user in cast.neighbours[home] if user.pk != author.pk]
    for number, person in enumerate(people[:support]):
        support_wording(code=wording.code, actor=person, now=at + (number + 2) * HOUR / 2)
    return wording


def _seen(wording: Wording) -> int:
    return ArticleRevision.objects.filter(thread=wording.thread).count()
