"""Writing an earlier election as a historical contest: rows, roll, poll, ballots, count."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from portal.accounts.enums import VerifiedBy
from portal.accounts.models import Resident, User
from portal.ballots.actions import NewOption, count_poll, create_poll, freeze_roll, publish_result, withdraw_option
from portal.ballots.actions.bulk import cast_ballots
from portal.ballots.enums import AwardRule, PollMethod, RollBasis, Secrecy
from portal.ballots.models import Poll
from portal.ballots.rules import secret_fits
from portal.communities.models import Community, Subdistrict
from portal.core.errors import Invalid
from portal.core.text import plain
from proposals.actions.create_contest import TITLE_AT_MOST
from proposals.actions.freeze_contest_roll import link_options
from proposals.enums import PhaseKind, ProposalState
from proposals.importing import Election
from proposals.models import Category, Contest, CostLine, Phase, Proposal

BATCH = 500
SHORT_TITLE = 40
Progress = Callable[[int], object]


def communities_by_name(subdistrict: Subdistrict) -> dict[str, Community]:
    """By every name people use: 梅欣, 梅欣社区, meixin."""
    communities = Community.objects.filter(subdistrict=subdistrict)
    return {name: place for place in communities for name in (place.name, place.title, place.slug)}


def categories_by_name() -> dict[str, Category]:
    return {name: category for category in Category.objects.all() for name in (category.name, category.slug)}


class ContestWriter:
    """One import at work. `codes` leads from the file's project numbers to proposals' codes once they are written."""

    def __init__(
        self, election: Election, subdistrict: Subdistrict, actor: Any, now: datetime, advanced: Progress
    ) -> None:
        self.election, self.subdistrict, self.actor, self.now = election, subdistrict, actor, now
        self.advanced = advanced
        self.prepared_at = election.terms.opens_at - timedelta(days=1)
        self.places = communities_by_name(subdistrict)
        self.home = next(iter(self.places.values()))
        self.codes: dict[str, str] = {}

    def run(self, edition: int) -> Contest:
        """Everything from the contest's row to its published result."""
        contest = self._contest(edition)
        proposals = self._proposals(contest)
        people = self._people(
            f"import-{contest.code}-voter", [voter.community for voter in self.election.voters], _("earlier voter")
        )
        contest.poll = self._poll(contest, proposals, people)
        contest.save(update_fields=["poll"])
        link_options(contest, proposals)
        self._ballots(contest.poll, people)
        contest.poll = count_poll(poll=contest.poll, actor=self.actor, now=self.now)
        publish_result(poll=contest.poll, actor=self.actor, now=self.now)
        contest.result_published_at = self.now
        contest.save(update_fields=["result_published_at"])
        return contest

    def _contest(self, edition: int) -> Contest:
        terms = self.election.terms
        contest = Contest.objects.create(
            subdistrict=self.subdistrict,
            edition=edition,
            title=_shortened(plain(terms.title), TITLE_AT_MOST),
            budget_cny=terms.budget_cny,
            votes_per_person=terms.votes_per_person,
            award_rule=terms.award_rule,
            announced_at=self.prepared_at,
            created_by=self.actor,
            is_history=True,
        )
        Phase.objects.create(contest=contest, kind=PhaseKind.VOTE, opens_at=terms.opens_at, closes_at=terms.closes_at)
        return contest

    def _proposals(self, contest: Contest) -> list[Proposal]:
        projects, categories = self.election.projects, categories_by_name()
        names = list(dict.fromkeys(project.author for project in projects))
        # One account for each author named, and one for all that name none.
        accounts = self._people(f"import-{contest.code}-author", [""] * len(names), _("earlier author"), names)
        authors = dict(zip(names, accounts, strict=True))
        proposals = Proposal.objects.bulk_create(
            [
                Proposal(
                    contest=contest,
                    community=self.places.get(project.community, self.home),
                    category=categories.get(project.category),
                    author=authors[project.author],
                    title=_shortened(plain(project.title), SHORT_TITLE),
                    idea=plain(project.idea or project.title)[:2000],
                    place=plain(project.place)[:80],
                    cost_cny=project.cost_cny,
                    state=ProposalState.PUBLISHED,
                    saved_at=self.prepared_at,
                    submitted_at=project.submitted_at or self.prepared_at,
                    published_at=self.prepared_at,
                )
                for project in projects
            ],
            batch_size=BATCH,
        )
        CostLine.objects.bulk_create(
            [
                CostLine(proposal=proposal, position=0, label=_("in all"), amount_cny=proposal.cost_cny)
                for proposal in proposals
                if proposal.cost_cny
            ],
            batch_size=BATCH,
        )
        self.codes = {project.number: row.code for project, row in zip(projects, proposals, strict=True)}
        self.advanced(len(proposals))
        return proposals

    def _people(self, name: str, communities: list[str], alias: str, aliases: list[str] | None = None) -> list[User]:
        """Accounts that nobody can sign in to, and that no later roll will list: they are not active."""
        locked = make_password(None)
        users = User.objects.bulk_create(
            [User(username=f"{name}-{n}", password=locked, is_active=False) for n in range(len(communities))],
            batch_size=BATCH,
        )
        Resident.objects.bulk_create(
            [
                Resident(
                    user=user,
                    community=self.places.get(community, self.home),
                    alias=plain(aliases[number])[:20] if aliases and aliases[number] else alias,
                    verified_at=self.prepared_at,
                    verified_how=VerifiedBy.IMPORT,
                )
                for number, (user, community) in enumerate(zip(users, communities, strict=True))
            ],
            batch_size=BATCH,
        )
        return users

    def _poll(self, contest: Contest, proposals: list[Proposal], people: list[User]) -> Poll:
        terms, projects = self.election.terms, self.election.projects
        self.advanced(len(people))
        roll = freeze_roll(
            title=contest.title,
            basis=RollBasis.RESIDENTS,
            residents=Resident.objects.filter(user__username__startswith=f"import-{contest.code}-voter-"),
            actor=self.actor,
            now=self.prepared_at,
        )
        return create_poll(
            title=contest.title,
            method=PollMethod.APPROVAL,
            slots=terms.votes_per_person,
            award_rule=AwardRule(terms.award_rule),
            budget_cny=terms.budget_cny,
            roll=roll,
            opens_at=terms.opens_at,
            closes_at=terms.closes_at,
            public_from=self.prepared_at,
            secrecy=Secrecy.SECRET if secret_fits(roll.size) else Secrecy.RECORDED,
            options=[
                NewOption(plain(project.title), project.cost_cny, project.submitted_at, proposal.code)
                for project, proposal in zip(projects, proposals, strict=True)
            ],
            subdistrict=self.subdistrict,
            actor=self.actor,
            now=self.prepared_at,
        )

    def _ballots(self, poll: Poll, people: list[User]) -> None:
        within, voters = self.election.terms.opens_at, self.election.voters
        person = {voter.number: user.pk for voter, user in zip(voters, people, strict=True)}
        ballots = {
            person[ballot.voter]: [self.codes[number] for number in ballot.choices] for ballot in self.election.ballots
        }
        refused = cast_ballots(poll=poll, ballots=ballots, now=within)
        if refused:
            raise Invalid(_("The ballot box refused %d ballots. Nothing was imported.") % len(refused))
        for project in self.election.projects:
            if project.withdrawn:
                withdraw_option(poll=poll, option_code=self.codes[project.number], actor=self.actor, now=within)
        self.advanced(len(ballots))


def _shortened(text: str, most: int) -> str:
    """`text` in one line of at most `most` characters, an ellipsis at the end of what was cut."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
