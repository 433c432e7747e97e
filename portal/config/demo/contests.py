"""Setting the demo's contests up, by the same actions that managers use, each at its own moment in the past."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from portal.ballots.enums import RollBasis, Secrecy
from portal.communities.models import Subdistrict
from portal.config.demo.cast import Cast, there
from portal.config.demo.plans import BEFORE_THE_VOTE, Plan
from proposals.actions.announce_contest import announce_contest
from proposals.actions.count_contest import count_contest
from proposals.actions.create_contest import create_contest
from proposals.actions.edit_contest import edit_contest
from proposals.actions.freeze_contest_roll import freeze_contest_roll
from proposals.actions.plan_phases import plan_phases
from proposals.actions.publish_contest_result import publish_contest_result
from proposals.actions.tell_result import tell_result
from proposals.contest_template import read_template
from proposals.enums import PhaseKind
from proposals.models import Contest, ContestTemplate

AHEAD = timedelta(days=14)


def known(plan: Plan) -> bool:
    """Whether the contest was loaded before: it is then left as it is."""
    return Contest.objects.filter(subdistrict__slug=plan.subdistrict, edition=plan.edition).exists()


def announced(plan: Plan, cast: Cast) -> Contest:
    """The contest from its template, with the plan's money and dates, announced a week before its call."""
    phases = plan.phases(cast.now)
    begun, actor = phases[0].opens_at - AHEAD, cast.manager_of(plan.subdistrict)
    template = ContestTemplate.objects.get(name=plan.template)
    contest = create_contest(
        subdistrict=Subdistrict.objects.get(slug=plan.subdistrict),
        template=template,
        title=plan.title,
        edition=plan.edition,
        starts_at=phases[0].opens_at,
        actor=actor,
        now=begun,
    )
    settings = replace(
        read_template(template.data).settings,
        budget_cny=Decimal(plan.budget_cny),
        cost_cap_cny=Decimal(plan.cap_cny),
        endorsements_needed=plan.endorsements_needed,
        award_rule=plan.award_rule,
    )
    edit_contest(code=contest.code, title=plan.title, settings=settings, actor=actor, now=begun)
    plan_phases(code=contest.code, plan=phases, actor=actor, now=begun)
    announce_contest(code=contest.code, actor=actor, now=begun + timedelta(days=7))
    return Contest.objects.found(contest.code)


def frozen(contest: Contest, cast: Cast) -> Contest:
    """Its roll and ballot, two days before the vote; who votes for what stays secret."""
    vote = opening_of(contest, PhaseKind.VOTE)
    return freeze_contest_roll(
        code=contest.code,
        basis=RollBasis.RESIDENTS,
        secrecy=Secrecy.SECRET,
        turnout_public=True,
        actor=cast.manager_of(contest.subdistrict.slug),
        now=vote - timedelta(days=BEFORE_THE_VOTE),
    )


def published(contest: Contest, cast: Cast) -> Contest:
    """Counted when the vote closed, made public the same night; authors and followers heard at once."""
    closed = there(Contest.objects.found(contest.code).phase(PhaseKind.VOTE)).closes_at
    count_contest(code=contest.code, actor=None, now=closed)
    manager = cast.manager_of(contest.subdistrict.slug)
    at = closed + timedelta(hours=3)
    contest = publish_contest_result(code=contest.code, actor=manager, now=at)
    for code in contest.proposals.values_list("code", flat=True):
        tell_result(code=code, now=at)
    return contest


def opening_of(contest: Contest, kind: PhaseKind) -> datetime:
    return next(phase.opens_at for phase in contest.phases.all() if phase.kind == kind)
