"""Contests and proposals as the components want them: cards and steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.ballots.queries import ResultRow
from portal.core.templatetags.linli import wan
from proposals.dates import span, until
from proposals.models import Contest, Proposal
from proposals.queries.contests import progress
from proposals.queries.doing import Act, act_in, missed_the_ballot
from proposals.wording import in_a_row, what_next

EXCERPT = 72


@dataclass(frozen=True)
class Card:
    """For components/card.html."""

    title: str
    url: str
    text: str
    chip: str
    tone: str
    left: str
    right: str


@dataclass(frozen=True)
class StepLine:
    """For components/steps.html."""

    label: str
    note: str
    state: str


def steps(contest: Contest, now: datetime) -> list[StepLine]:
    """The contest's phases with their dates; the present one says when it ends."""
    lines = []
    for step in progress(contest, now):
        present = step.tense == "now"
        note = _("until %s") % until(step.phase.closes_at, now) if present else span(step.phase)
        state = step.tense if step.tense != "coming" else "next"
        lines.append(StepLine(step.phase.get_kind_display(), note, state))
    return lines


def chip_of(contest: Contest, now: datetime) -> tuple[str, str]:
    """(words, tone) for where the contest stands."""
    match act_in(contest, now):
        case Act.VOTE:
            return _("voting now"), "agate"
        case Act.WRITE:
            return _("collecting proposals"), "live"
        case Act.RESULT:
            return _("result published"), "done"
        case Act.OBJECT:
            return _("open to objections"), "wait"
        case Act.OVER:
            return _("over"), ""
    phase = contest.phase_at(now)
    return (phase.get_kind_display(), "wait") if phase is not None else (_("between two stages"), "")


def contest_cards(contests: Sequence[Contest], now: datetime) -> list[Card]:
    cards = []
    for contest in contests:
        chip, tone = (_("being prepared"), "wait") if contest.announced_at is None else chip_of(contest, now)
        cards.append(
            Card(
                title=contest.title,
                url=contest.get_absolute_url(),
                text=in_a_row(contest.summary, _("Budget: %s.") % wan(contest.budget_cny)),
                chip=chip,
                tone=tone,
                left=what_next(contest, now) or contest.subdistrict.name,
                right="",
            )
        )
    return cards


def proposal_cards(proposals: Sequence[Proposal], results: Mapping[int, ResultRow], now: datetime) -> list[Card]:
    """`results` as `outcomes` gives them. No query for proposals as `with_contests` gives them."""
    return [_proposal_card(proposal, results.get(proposal.pk), now) for proposal in proposals]


def _proposal_card(proposal: Proposal, row: ResultRow | None, now: datetime) -> Card:
    if row is not None:
        chip, tone = (_("selected"), "done") if row.selected else (_("not selected this time"), "")
    elif missed_the_ballot(proposal):
        chip, tone = _("not on the ballot"), ""
    else:
        chip, tone = chip_of(proposal.contest, now)
    return Card(
        title=proposal.title,
        url=proposal.get_absolute_url(),
        text=excerpt(proposal.idea),
        chip=chip,
        tone=tone,
        left=proposal.community.title if proposal.community else "",
        right=_figures(proposal),
    )


def _figures(proposal: Proposal) -> str:
    cost = _("about %s") % wan(proposal.cost_cny)
    if not proposal.endorsement_count:
        return cost
    count = proposal.endorsement_count
    seconds = ngettext("%d seconds it", "%d second it", count) % count
    return f"{seconds} · {cost}"


def excerpt(text: str) -> str:
    """The beginning of `text` on one line."""
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else f"{line[: EXCERPT - 1]}…"
