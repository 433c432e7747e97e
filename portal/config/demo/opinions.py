"""What neighbours think of the draft under consultation: sentences, some hundred answers, and the map of them."""

from datetime import datetime, timedelta

from councils.actions.opinions import draw_map, open_with_statement, react, write_statement
from councils.conventions_enums import ConventionState
from councils.models import ConventionVersion, Reaction, Statement
from councils.opinions_enums import View
from portal.accounts.models import User
from portal.config.demo.cast import Cast, dice, there
from portal.config.demo.conventions import HOME
from portal.config.demo.writing import screened
from portal.moderation.actions import decide_submission
from portal.moderation.enums import Decision

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
LIKELY, UNLIKELY, MIXED = 0.9, 0.12, 0.5
OPENING = [
    ("广场舞九点前结束，我觉得合适。", LIKELY, UNLIKELY),
    ("广场舞是老人家不多的乐子，时间可以再放宽半小时。", UNLIKELY, LIKELY),
    ("晚上十点以后孩子要睡觉，音响一律关掉。", LIKELY, MIXED),
    ("跳舞的场地挪远一点，比限时间更管用。", MIXED, LIKELY),
    ("电动自行车坚决不能进楼、不能进电梯。", LIKELY, LIKELY),
    ("集中充电点还不够，应该先加装再来管。", MIXED, LIKELY),
    ("遛狗不牵绳，邻居可以当面提醒。", LIKELY, MIXED),
    ("宠物便溺点应该离儿童乐园远一些。", LIKELY, LIKELY),
    ("快递柜放在东门，我拿快递方便。", MIXED, UNLIKELY),
    ("公共收益半年公示一次，还应该贴出明细。", LIKELY, LIKELY),
    ("常去看看独居老人，写进公约是好事。", LIKELY, LIKELY),
    ("红白事怎么办是自家的事，公约不必写。", UNLIKELY, MIXED),
]
"""What the community put up, and how likely those who want quiet and those who want life agree with it."""

OWN = [
    ("elder", "晚上跳舞的地方能不能给我们装一盏灯？", UNLIKELY, LIKELY),
    ("convener", "定了规矩要有人管，楼栋可以轮流值日。", LIKELY, MIXED),
]
WAITING = "暑假里球场能不能开到晚上九点半？"


def known() -> bool:
    return Statement.objects.exists()


def set_up(cast: Cast) -> None:
    version = ConventionVersion.objects.filter(
        convention__community=cast.communities[HOME], state=ConventionState.DRAFTED
    ).first()
    if version is None:
        return
    statements = _statements(cast, version)
    _answers(cast.neighbours[HOME], statements, cast.now - 3 * DAY)
    for statement in list(statements)[:4]:
        react(code=statement.code, view=View.PASS, actor=cast.personas["convener"], now=cast.now - DAY)
    draw_map(code=version.code, now=cast.now - timedelta(hours=2))


def _statements(cast: Cast, version: ConventionVersion) -> dict[Statement, tuple[float, float]]:
    """All that is asked about, with how likely either side agrees; one more waits to be read."""
    reader, began = cast.reader_of(HOME), cast.now - 5 * DAY
    found = {
        open_with_statement(version_code=version.code, text=text, actor=reader, now=began): (quiet, lively)
        for text, quiet, lively in OPENING
    }
    for persona, text, quiet, lively in OWN:
        written = write_statement(version_code=version.code, text=text, actor=cast.personas[persona], now=began)
        submission = there(written.submission)
        screened(submission, began + MINUTE)
        at = began + timedelta(hours=3)
        decide_submission(code=submission.code, decision=Decision.APPROVE, actor=reader, now=at)
        found[written] = (quiet, lively)
    at = cast.now - timedelta(hours=3)
    waiting = write_statement(version_code=version.code, text=WAITING, actor=cast.next_neighbour(HOME), now=at)
    screened(there(waiting.submission), at + MINUTE)
    return found


def _answers(people: list[User], statements: dict[Statement, tuple[float, float]], at: datetime) -> None:
    """Two of five want it livelier; most answer nearly everything, some only a little."""
    chance = dice("opinions")
    rows = []
    for number, person in enumerate(people):
        lively, eager = number % 5 < 2, number % 9 != 4
        for statement, likely in statements.items():
            if chance.random() > (0.93 if eager else 0.3):
                continue
            drawn = chance.random()
            agrees = chance.random() < likely[lively]
            view = View.PASS if drawn < 0.08 else View.AGREE if agrees else View.DISAGREE
            rows.append(Reaction(statement=statement, user=person, view=view, at=at))
    Reaction.objects.bulk_create(rows)
