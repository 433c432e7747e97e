"""What waits in the moderator's inbox, and what waits for the residents one can try the demo as."""

from datetime import timedelta

from portal.config.demo.cast import Cast, there
from portal.config.demo.contests import opening_of
from portal.config.demo.plans import SMALL
from portal.config.demo.sayings import (
    APPEAL,
    CANNED,
    FRESH,
    HIDDEN_BECAUSE,
    OWN_WAITING,
    REPORT,
    RETURNED_BECAUSE,
    RUDE,
    WAITING,
)
from portal.config.demo.talk import said
from portal.config.demo.writing import approved, drafted, handed_in, published_proposal, second_all
from portal.discussions.actions import report_comment
from portal.discussions.enums import ReportReason
from portal.moderation.actions import appeal_decision, decide_submission
from portal.moderation.enums import Decision
from portal.moderation.models import CannedReply
from proposals.actions.follow_proposal import follow_proposal
from proposals.actions.write_draft import save_draft_answer, start_draft
from proposals.enums import Answer, PhaseKind
from proposals.models import Contest, Proposal

PUBLISHED, WAITING_FOR_A_PERSON, OWN, RETURNED = slice(0, 4), slice(4, 7), 7, 8


def write_canned_replies() -> None:
    """Reasons that moderators of the whole district give most; left alone where the district has any of its own."""
    if CannedReply.objects.filter(subdistrict=None).exists():
        return
    for decision, replies in CANNED.items():
        for position, (title, text) in enumerate(replies):
            CannedReply.objects.create(decision=decision, title=title, text=text, position=position)


def fill_small_contest(contest: Contest, cast: Cast) -> list[Proposal]:
    """The call that is open in Meishan: some proposals published, three waiting, one the moderator's own, one back."""
    ideas, opens = SMALL.ideas, opening_of(contest, PhaseKind.CALL)
    found = []
    for number, idea in enumerate(ideas[PUBLISHED]):
        at = opens + timedelta(hours=9 + 17 * number)
        found.append(published_proposal(contest, idea, cast.next_neighbour(idea.community), cast, at))
    second_all(contest, found, cast, at_least=2)
    for number, idea in enumerate(ideas[WAITING_FOR_A_PERSON]):
        at = cast.now - timedelta(hours=50 - 15 * number)
        handed_in(drafted(contest, idea, cast.next_neighbour(idea.community), at), at + timedelta(minutes=20))
    at = cast.now - timedelta(hours=9)
    handed_in(drafted(contest, ideas[OWN], cast.personas["moderator"], at), at + timedelta(minutes=15))
    at = opens + timedelta(hours=30)
    back = handed_in(drafted(contest, ideas[RETURNED], cast.personas["elder"], at), at + timedelta(minutes=40))
    reader, later = cast.personas["moderator"], at + timedelta(hours=16)
    decide_submission(code=back.code, decision=Decision.RETURN, actor=reader, reason=RETURNED_BECAUSE, now=later)
    _begin_draft(contest, cast)
    return found


def _begin_draft(contest: Contest, cast: Cast) -> None:
    """王小梅 has begun and not finished."""
    author, at = cast.personas["resident"], cast.now - timedelta(hours=30)
    draft = start_draft(contest_code=contest.code, actor=author, now=at)
    begun = {
        Answer.TITLE: "单元门口的雨棚补一补",
        Answer.PLACE: "梅欣3号楼二单元门口",
        Answer.PROBLEM: "雨棚破了两个洞，一下雨正好滴在按门禁的地方，收伞的时候最狼狈。",
    }
    for answer, value in begun.items():
        save_draft_answer(code=draft.code, answer=answer, value=value, actor=author, now=at)
    Proposal.objects.filter(pk=draft.pk).update(created_at=at)


def fill_inbox(shed: Proposal, cast: Cast) -> None:
    """Comments under the shed that nobody has read yet, one reported, and an appeal for somebody else to decide."""
    neighbours = cast.neighbours[there(shed.community).slug]
    for number, (stance, text) in enumerate(WAITING):
        said(shed, text, neighbours[-1 - number], cast.now - timedelta(hours=20 - 13 * number), stance=stance)
    said(shed, OWN_WAITING, cast.personas["moderator"], cast.now - timedelta(hours=4), stance="for")
    rude = said(shed, RUDE, neighbours[-4], cast.now - timedelta(days=4), stance="against")
    hidden_at = cast.now - timedelta(days=3)
    manager = cast.manager_of(shed.contest.subdistrict.slug)
    decide_submission(
        code=there(rude.submission).code, decision=Decision.HIDE, actor=manager, reason=HIDDEN_BECAUSE, now=hidden_at
    )
    appeal_decision(code=there(rude.submission).code, actor=rude.author, text=APPEAL, now=hidden_at + timedelta(days=1))
    noisy = there(shed.thread).comments.filter(stance="against", state="published").first()
    if noisy is not None:
        reported_at = cast.now - timedelta(hours=26)
        report_comment(code=noisy.code, reason=ReportReason.OTHER, words=REPORT, actor=neighbours[-6], now=reported_at)


def answer_the_resident(proposal: Proposal, cast: Cast) -> None:
    """王小梅 said something yesterday, and a neighbour answered this morning: news she has not read yet."""
    words, reply = FRESH
    at = cast.now - timedelta(hours=30)
    comment = said(proposal, words, cast.personas["resident"], at, stance="for")
    approved(there(comment.submission), cast, at + timedelta(hours=3))
    later = cast.now - timedelta(hours=6)
    answer = said(proposal, reply, cast.next_neighbour(there(proposal.community).slug), later, to=comment.code)
    approved(there(answer.submission), cast, later + timedelta(hours=1))


def follow_some(proposals: list[Proposal], cast: Cast) -> None:
    """What 王小梅 and 李桂兰 want to hear about."""
    for proposal in proposals[:4]:
        follow_proposal(code=proposal.code, actor=cast.personas["resident"])
    for proposal in proposals[:2]:
        follow_proposal(code=proposal.code, actor=cast.personas["elder"])
