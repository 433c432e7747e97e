"""Contests, their results and the published proposals as open data: nobody's name is in them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.core.open_data import Column, DataSet
from proposals.enums import PhaseKind
from proposals.models import Contest, Proposal
from proposals.queries.outcomes import public_result

YUAN, TIME, VOTES = _("yuan"), _("date and time, ISO 8601"), pgettext_lazy("unit", "votes")


def _contests(now: datetime) -> Iterable[list[Any]]:
    """Three queries."""
    for contest in Contest.objects.with_phases().filter(announced_at__lte=now).select_related("poll"):
        vote, told = contest.phase(PhaseKind.VOTE), public_result(contest, now)
        yield [
            contest.code,
            contest.title,
            contest.subdistrict.name,
            contest.edition,
            contest.budget_cny,
            contest.award_rule,
            contest.announced_at,
            vote.opens_at if vote else None,
            vote.closes_at if vote else None,
            told.roll_size if told else None,
            told.taking_part if told else None,
            contest.poll.certified_at if contest.poll else None,
        ]


def _results(now: datetime) -> Iterable[list[Any]]:
    """Results that are public, option by option. Two queries."""
    polls = Contest.objects.filter(announced_at__lte=now, poll__isnull=False).select_related("poll", "subdistrict")
    shown = {each.pk: view for each in polls if (view := public_result(each, now)) is not None}
    on_ballot = Proposal.objects.readable().filter(contest__in=shown, option__isnull=False)
    named = on_ballot.select_related("option", "community", "contest")
    places = {each.option.code: each for each in named if each.option is not None}
    for contest in polls:
        for row in shown[contest.pk].rows if contest.pk in shown else ():
            proposal = places.get(row.code)
            yield [
                contest.code,
                proposal.code if proposal else "",
                row.title,
                str(proposal.community) if proposal and proposal.community else "",
                row.cost_cny,
                row.votes,
                row.rank,
                row.selected,
            ]


def _proposals(now: datetime) -> Iterable[list[Any]]:
    """One query."""
    rows = Proposal.objects.readable().filter(published_at__lte=now).order_by("published_at", "pk")
    for each in rows.select_related("contest", "community__subdistrict", "category"):
        yield [
            each.code,
            each.contest.code,
            each.community.subdistrict.name if each.community else "",
            each.community.name if each.community else "",
            each.category.name if each.category else "",
            each.title,
            each.cost_cny,
            each.endorsement_count,
            each.published_at,
            each.state,
        ]


CONTEST = Column("contest", _("Contest"), _("The code of the contest, as in its address"))
CONTESTS = DataSet(
    label=_("Contests"),
    about=_("Every contest that was announced, with its budget, its dates and how many took part."),
    columns=(
        CONTEST,
        Column("title", _("Title"), _("What the contest is called")),
        Column("subdistrict", _("Sub-district"), _("Whose contest it is")),
        Column("edition", _("Edition"), _("Which contest of this sub-district it is, from 1")),
        Column("budget_cny", _("Budget"), _("What can be spent on the winners together"), YUAN),
        Column("award_rule", _("How winners are chosen"), "votes, budget_greedy, composite, budget_equal_shares"),
        Column("announced_at", _("Announced"), _("Since when everybody may read it"), TIME),
        Column("vote_opens_at", _("Vote opens"), _("The first moment to vote"), TIME),
        Column("vote_closes_at", _("Vote closes"), _("The first moment that is too late"), TIME),
        Column("roll_size", _("On the roll"), _("How many may vote, once the result is public"), _("people")),
        Column("ballots", _("Ballots"), _("How many ballots were counted, once the result is public"), _("ballots")),
        Column("certified_at", _("Certified"), _("When two people certified the result"), TIME),
    ),
    rows=_contests,
)
RESULTS = DataSet(
    label=_("Results of contests"),
    about=_("What each proposal on a ballot reached, as published."),
    columns=(
        CONTEST,
        Column("proposal", _("Proposal"), _("Its code, as in its address; empty where it is not public")),
        Column("title", _("Title"), _("As it stood on the ballot")),
        Column("community", _("Community"), _("Where it is to be done")),
        Column("cost_cny", _("Cost"), _("The estimate it was voted on with"), YUAN),
        Column("votes", VOTES, _("How many votes counted for it"), VOTES),
        Column("rank", _("Rank"), _("Its place in the order of the rule, from 1")),
        Column("selected", _("Chosen"), _("Whether it was chosen: true or false")),
    ),
    rows=_results,
)
PROPOSALS = DataSet(
    label=_("Published proposals"),
    about=_("Every proposal that everybody may read, without the people behind it."),
    columns=(
        Column("proposal", _("Proposal"), _("The code of the proposal, as in its address")),
        CONTEST,
        Column("subdistrict", _("Sub-district"), _("Where it is to be done")),
        Column("community", _("Community"), _("Where it is to be done")),
        Column("category", _("About"), _("What it is about")),
        Column("title", _("Title"), _("What is proposed")),
        Column("cost_cny", _("Cost"), _("As estimated by now"), YUAN),
        Column("endorsements", _("Endorsements"), _("How many neighbours second it"), _("people")),
        Column("published_at", _("Published"), _("Since when everybody may read it"), TIME),
        Column("state", _("State"), "published, merged, divided"),
    ),
    rows=_proposals,
)
