"""A contest's published result with what its proposals look like, as the API tells it."""

from typing import Any

from django.urls import reverse

from portal.ballots.models import Poll
from portal.ballots.queries import ResultRow, ResultView
from proposals.models import Contest, Proposal
from proposals.queries.outcomes import proposals_by_option
from proposals.queries.pictures import first_pictures
from proposals.reasons import shown_title, tie_words, why

Told = dict[str, Any]


def result_told(contest: Contest, poll: Poll, view: ResultView) -> Told:
    """In the published order; whether anybody may see it is the caller's to ask. Two queries."""
    by_option = proposals_by_option(contest)
    pictures = first_pictures(by_option.values())
    return {
        "contest": contest.code,
        "title": contest.title,
        "poll": poll.code,
        "taking_part": view.taking_part,
        "roll_size": view.roll_size,
        "choices": view.choices,
        "award_rule": view.award_rule,
        "budget_cny": view.budget_cny,
        "spent_cny": view.spent_cny,
        "left_cny": view.left_cny,
        "counted_at": view.counted_at,
        "lot_seed": view.lot_seed,
        "digest": view.digest,
        "rows": [_row(row, by_option.get(row.code), pictures) for row in view.rows],
        "url": reverse("proposals:result", args=[contest.code]),
        "csv": reverse("api:get_csv", args=[poll.code]),
        "pb": reverse("api:get_pb", args=[poll.code]),
        "kit": reverse("api:get_kit", args=[poll.code]),
        "channels": view.channels,
        "papers": view.papers,
    }


def _row(row: ResultRow, proposal: Proposal | None, pictures: dict[int, str]) -> Told:
    place = proposal.community if proposal is not None else None
    return {
        "option": row.code,
        "proposal": proposal.code if proposal is not None else None,
        "title": shown_title(row, proposal),
        "url": proposal.get_absolute_url() if proposal is not None else "",
        "photo": pictures.get(proposal.pk, "") if proposal is not None else "",
        "community": {"slug": place.slug, "title": place.title} if place is not None else None,
        "cost_cny": row.cost_cny,
        "votes": row.votes,
        "rank": row.rank,
        "selected": row.selected,
        "reason": row.reason,
        "why": why(row),
        "tie": tie_words(row),
        "left_before_cny": row.left_before_cny,
        "short_by_cny": row.short_by_cny,
    }
