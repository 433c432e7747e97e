"""A contest in the present, as residents meet it: pages read the clock, so its dates are laid around now."""

import io
from datetime import timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from portal.accounts.models import User
from portal.ballots.enums import RollBasis, Secrecy
from portal.moderation.actions import decide_submission
from portal.moderation.enums import Decision
from proposals.actions.count_contest import count_contest
from proposals.actions.freeze_contest_roll import freeze_contest_roll
from proposals.actions.publish_contest_result import publish_contest_result
from proposals.actions.submit_proposal import submit_proposal
from proposals.enums import PhaseKind, ProposalState
from proposals.models import Category, Contest, CostLine, Proposal
from tests.factories import (
    AppointmentFactory,
    CategoryFactory,
    CommunityFactory,
    ContestFactory,
    PhaseFactory,
    ProposalFactory,
    ResidentFactory,
)
from tests.proposals.contest_life import make_manager

DAY = timedelta(days=1)
MICRO = timedelta(microseconds=1)
HTMX = {"HTTP_HX_REQUEST": "true"}


def contest_in(kind: PhaseKind, **parts) -> Contest:
    """An announced contest whose phase `kind` opened a day ago and closes in a day; the others lie around it."""
    contest = ContestFactory(**parts)
    CommunityFactory(subdistrict=contest.subdistrict)
    now, kinds = timezone.now(), list(PhaseKind)
    at = kinds.index(kind)
    for number, each in enumerate(kinds):
        opens_at = now - DAY + (number - at) * 2 * DAY
        PhaseFactory(contest=contest, kind=each, opens_at=opens_at, closes_at=opens_at + 2 * DAY)
    return contest


def neighbour_in(contest: Contest, **parts) -> User:
    """A verified resident of the contest's sub-district."""
    return ResidentFactory(community=contest.subdistrict.communities.first(), **parts).user


def moderator_of(proposal: Proposal) -> User:
    return AppointmentFactory(community=proposal.community).user


def draft_in(contest: Contest, author: User | None = None, **parts) -> Proposal:
    """A draft that has every answer; `parts` take some away."""
    author = author or neighbour_in(contest)
    answers = {
        "community": author.resident.community,
        "category": Category.objects.first() or CategoryFactory(),
        "cost_cny": Decimal(800),
    }
    draft = ProposalFactory(contest=contest, author=author, state=ProposalState.DRAFT, **(answers | parts))
    CostLine.objects.create(proposal=draft, position=0, label="桌椅", amount_cny=Decimal(800))
    return draft


def handed_in(contest: Contest, **parts) -> Proposal:
    draft = draft_in(contest, **parts)
    return submit_proposal(code=draft.code, actor=draft.author, consent=True, now=timezone.now())


def decided(proposal: Proposal, decision: Decision, reason: str = "请写清楚位置。") -> Proposal:
    """As the community's moderator decides."""
    decide_submission(
        code=proposal.submission.code,
        decision=decision,
        actor=moderator_of(proposal),
        reason=reason,
        now=timezone.now(),
    )
    proposal.refresh_from_db()
    return proposal


def published(contest: Contest, **parts) -> Proposal:
    return decided(handed_in(contest, **parts), Decision.APPROVE)


def voting(options: int = 3, voters: int = 2, **terms) -> tuple[Contest, list[Proposal], list[User]]:
    """A contest whose vote is open: options that cost 1,000, 2,000 … yuan, and voters besides their authors."""
    contest = contest_in(PhaseKind.VOTE, votes_per_person=2, budget_cny=Decimal(3000))
    before = contest.phase(PhaseKind.VOTE).opens_at - DAY
    proposals = [
        ProposalFactory(
            contest=contest,
            community=contest.subdistrict.communities.first(),
            cost_cny=Decimal(1000 * number),
            submitted_at=before - 9 * DAY + timedelta(hours=number),
            published_at=before - 8 * DAY + timedelta(hours=number),
        )
        for number in range(1, options + 1)
    ]
    people = [neighbour_in(contest, alias=f"投票人{number}") for number in range(voters)]
    choices = {"basis": RollBasis.RESIDENTS, "secrecy": Secrecy.RECORDED} | terms
    manager = make_manager(contest.subdistrict)
    contest = freeze_contest_roll(code=contest.code, actor=manager, now=before, **choices)
    for proposal in proposals:
        proposal.refresh_from_db()
    return contest, proposals, people


def close_vote(contest: Contest) -> None:
    """Move the vote into the past, as if time had passed."""
    now = timezone.now()
    type(contest.poll).objects.filter(pk=contest.poll.pk).update(opens_at=now - 4 * DAY, closes_at=now - 2 * DAY)
    contest.phases.filter(kind=PhaseKind.VOTE).update(opens_at=now - 4 * DAY, closes_at=now - 2 * DAY)


def publish_the_result(contest: Contest) -> Contest:
    close_vote(contest)
    manager = make_manager(contest.subdistrict)
    count_contest(code=contest.code, actor=manager, now=timezone.now())
    return publish_contest_result(code=contest.code, actor=manager, now=timezone.now())


def picture(size: tuple[int, int] = (1200, 900), name: str = "a.jpg") -> SimpleUploadedFile:
    raw = io.BytesIO()
    Image.new("RGB", size, "teal").save(raw, "JPEG")
    return SimpleUploadedFile(name, raw.getvalue(), "image/jpeg")


def not_a_picture(name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"<svg onload=alert(1)>", "image/jpeg")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(answer) -> str:
    return answer.content.decode()
