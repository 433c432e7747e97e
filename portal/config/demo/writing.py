"""Proposals as residents write them and the community reads them: the real actions, one after the other."""

from datetime import datetime, timedelta
from decimal import Decimal

from portal.accounts.models import User
from portal.config.demo.cast import Cast, dice, there
from portal.config.demo.ideas import Idea
from portal.config.demo.plans import Plan
from portal.config.demo.scenes import picture
from portal.moderation.actions import decide_submission, screen_submission
from portal.moderation.enums import Decision
from portal.moderation.models import Submission
from proposals.actions.add_photo import add_photo
from proposals.actions.endorse_proposal import endorse_proposal
from proposals.actions.submit_proposal import submit_proposal
from proposals.actions.write_draft import NewCostLine, save_cost_lines, save_draft_answer, start_draft
from proposals.actions.write_opinion import write_opinion
from proposals.enums import Answer, Feature, PhaseKind
from proposals.models import Category, Contest, Proposal

READ_WITHIN = timedelta(hours=20)
OPINIONS = {
    "旧车棚变“乐龄客厅”": (
        "可行。车棚产权属小区全体业主，已请物业张贴告示征询，公示期内未收到反对意见。夜间22时后关灯，避免影响一楼住户。"
    ),
    "雨天不湿鞋": "可行。已请市政到现场看过，三处低洼与雨水井相通，可以一并处理。",
    "电动车集中充电棚": "可行，消防部门建议加一道隔离墙，费用略有增加。",
    "楼道折叠休息凳": "可行。折叠后厚度不超过12厘米，不影响疏散宽度。",
}
CAPTIONS = {"空间改造": "现在的样子", "道路出行": "下雨天的路口", "安全消防": "平时停车的地方"}


def answers_of(idea: Idea) -> dict[Answer, str]:
    return {
        Answer.TITLE: idea.title,
        Answer.COMMUNITY: idea.community,
        Answer.PLACE: idea.place,
        Answer.PROBLEM: idea.problem,
        Answer.IDEA: idea.idea,
        Answer.CATEGORY: Category.objects.get(name=idea.category).slug,
    }


def drafted(contest: Contest, idea: Idea, author: User, at: datetime, *, photo: bool = True) -> Proposal:
    """A complete draft, with the drawing of its place."""
    proposal = start_draft(contest_code=contest.code, actor=author, now=at)
    for answer, value in answers_of(idea).items():
        save_draft_answer(code=proposal.code, answer=answer, value=value, actor=author, now=at)
    lines = [NewCostLine(label, Decimal(amount)) for label, amount in idea.costs]
    save_cost_lines(code=proposal.code, lines=lines, actor=author, now=at)
    if photo:
        caption = CAPTIONS.get(idea.category, "演示图片")
        add_photo(code=proposal.code, upload=picture(idea.category, idea.title), alt=caption, actor=author, now=at)
    # The column keeps when the row was written; the demo's past has to be put there by hand.
    Proposal.objects.filter(pk=proposal.pk).update(created_at=at)
    return proposal


def handed_in(proposal: Proposal, at: datetime) -> Submission:
    """Handed in and past the screen: it waits for a person."""
    proposal = submit_proposal(code=proposal.code, actor=proposal.author, consent=True, now=at)
    return screened(there(proposal.submission), at + timedelta(minutes=1))


def screened(submission: Submission, at: datetime) -> Submission:
    screen_submission(code=submission.code, round_number=submission.round, now=at)
    submission.refresh_from_db()
    return submission


def approved(submission: Submission, cast: Cast, at: datetime) -> None:
    reader = cast.reader_of(submission.community.slug)
    decide_submission(code=submission.code, decision=Decision.APPROVE, actor=reader, now=at)


def published_proposal(
    contest: Contest, idea: Idea, author: User, cast: Cast, at: datetime, *, photo: bool = True
) -> Proposal:
    """Written, handed in, read and published, all within a day."""
    submission = handed_in(drafted(contest, idea, author, at, photo=photo), at + timedelta(minutes=25))
    approved(submission, cast, at + READ_WITHIN)
    proposal = Proposal.objects.found(submission.proposal.code)
    if opinion := OPINIONS.get(idea.title):
        reader = cast.reader_of(idea.community)
        write_opinion(code=proposal.code, text=opinion, actor=reader, now=at + READ_WITHIN)
    return proposal


def write_all(contest: Contest, plan: Plan, cast: Cast) -> list[Proposal]:
    """All ideas of the plan, spread over its call as far as that has come."""
    call = next(phase for phase in contest.phases.all() if phase.kind == PhaseKind.CALL)
    last = min(call.closes_at, cast.now) - timedelta(days=1, hours=2)
    pace = (last - call.opens_at) / max(len(plan.ideas), 1)
    found = []
    for number, idea in enumerate(plan.ideas):
        at = call.opens_at + pace * number + timedelta(hours=9, minutes=17 * number % 60)
        author, photo = author_of(idea, cast), number % 2 == 0
        found.append(published_proposal(contest, idea, author, cast, min(at, last), photo=photo))
    return found


def author_of(idea: Idea, cast: Cast) -> User:
    """The shed is 王小梅's idea; everything else a neighbour's."""
    return cast.personas["resident"] if idea.title.startswith("旧车棚") else cast.next_neighbour(idea.community)


def second_all(contest: Contest, proposals: list[Proposal], cast: Cast, *, at_least: int) -> None:
    """Neighbours second what they like, at least `at_least` of them each, at moments when that was open."""
    chance = dice(f"second-{contest.subdistrict.slug}-{contest.edition}")
    people = cast.residents_of(contest.subdistrict.slug)
    for proposal in proposals:
        willing = [user for user in people if user.pk != proposal.author_id]
        number = min(len(willing), at_least + chance.randint(0, 4))
        for step, user in enumerate(chance.sample(willing, number)):
            at = there(proposal.published_at) + timedelta(minutes=37 * (step + 1))
            if Feature.ENDORSE in contest.features_at(at) and at < cast.now:
                endorse_proposal(code=proposal.code, actor=user, now=at)
