"""What belongs together in the small contest: one proposal merged into another, and one that wants two things."""

from datetime import timedelta

from portal.config.demo.cast import Cast
from portal.config.demo.ideas import Idea
from portal.config.demo.writing import published_proposal
from proposals.actions.carry_support import carry_support
from proposals.actions.divide_proposal import ask_to_divide
from proposals.actions.endorse_proposal import endorse_proposal
from proposals.actions.merge_proposals import merge_proposals
from proposals.models import Contest, Proposal

CHESS_TOO = Idea(
    "meiqingyuan", "文化活动", "南门下棋的地方添几张桌子", "梅清苑南门",
    "南门天天有人下棋，桌子是各家搬下来的，高高低低，下雨还得往回搬。",
    "在树荫下做两张固定的棋桌，配八个石凳。",
    [("棋桌", 3600), ("石凳", 1600)],
)  # fmt: skip
TWO_THINGS = Idea(
    "meixin", "空间改造", "楼道换感应灯，门口加晾衣杆", "梅欣3号楼",
    "3号楼二单元的楼道灯坏了一半，晚上要打手电；楼下又没有晒被子的地方，大家都搭在绿化带上。",
    "楼道六层都换成感应灯；在楼南的空地上装三根晾衣杆，错开时间用。",
    [("感应灯", 1800), ("晾衣杆", 2400)],
)  # fmt: skip
WHY_MERGED = "两件说的都是南门树荫下的棋桌，合成一件一起办，尺寸和数量再商量。"
WHY_DIVIDE = "楼道灯和晾衣杆是两件事，经费也分开算。拆成两件，邻居可以只支持其中一件。"


def join_and_divide(contest: Contest, chess: Proposal, cast: Cast) -> None:
    """The other chess corner is merged into `chess`; 王小梅, who seconded it, has not said yet whether she goes along.

    What she proposed herself wants two things, and her community has asked her to divide it.
    """
    resident, manager = cast.personas["resident"], cast.manager_of(contest.subdistrict.slug)
    written = cast.now - timedelta(days=3, hours=5)
    author = next(
        user for user in cast.neighbours[CHESS_TOO.community] if user.pk not in (chess.author_id, resident.pk)
    )
    other = published_proposal(contest, CHESS_TOO, author, cast, written, photo=False)
    own = published_proposal(contest, TWO_THINGS, resident, cast, written + timedelta(hours=1), photo=False)
    merged = cast.now - timedelta(days=1, hours=4)
    neighbours = [
        user for user in cast.residents_of(contest.subdistrict.slug) if user.pk not in (author.pk, chess.author_id)
    ]
    supporters = [*neighbours[3:9], resident]
    for number, user in enumerate(supporters):
        for proposal in (other, own) if user.pk != resident.pk else (other,):
            endorse_proposal(code=proposal.code, actor=user, now=merged - timedelta(hours=5, minutes=13 * number))
    merge_proposals(code=chess.code, originals=[other.code], reason=WHY_MERGED, actor=manager, now=merged)
    seconded = set(chess.endorsements.values_list("user", flat=True))
    for number, user in enumerate(user for user in supporters[:4] if user.pk not in seconded):
        carry_support(code=chess.code, actor=user, now=merged + timedelta(hours=2, minutes=21 * number))
    reader = cast.reader_of(TWO_THINGS.community)
    ask_to_divide(code=own.code, reason=WHY_DIVIDE, actor=reader, now=cast.now - timedelta(hours=20))
