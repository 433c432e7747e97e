"""What the vote made of proposals: read from the published result, never stored with them."""

from collections.abc import Sequence
from datetime import datetime

from portal.ballots.models import Poll
from portal.ballots.queries import ResultRow, ResultView, result
from portal.ballots.rules import result_is_public
from proposals.models import Contest, Proposal


def public_result(contest: Contest, now: datetime) -> ResultView | None:
    """The contest's result where everybody may see it by now."""
    poll = contest.poll
    return result(poll) if poll is not None and result_is_public(poll, now) else None


def outcomes(proposals: Sequence[Proposal], now: datetime) -> dict[int, ResultRow]:
    """By proposal id: its line of its contest's public result; those without one are left out. One query.

    Takes proposals with their option loaded.
    """
    wanted = {proposal.option.code: proposal.pk for proposal in proposals if proposal.option is not None}
    if not wanted:
        return {}
    polls = Poll.objects.with_public_results(now).filter(contest__in={proposal.contest_id for proposal in proposals})
    views = [view for poll in polls if (view := result(poll)) is not None]
    return {wanted[row.code]: row for view in views for row in view.rows if row.code in wanted}


def proposals_by_option(contest: Contest) -> dict[str, Proposal]:
    """What everybody may read of the options of `contest`'s vote, by option code, with their communities. One query."""
    public = Proposal.objects.public().filter(contest=contest, option__isnull=False)
    found = public.select_related("option", "contest", "community")
    return {proposal.option.code: proposal for proposal in found if proposal.option is not None}
