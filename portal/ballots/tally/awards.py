"""Which options are selected. Both rules walk the published order once and say of each option why."""

from decimal import Decimal
from typing import Any

from portal.ballots.tally.election import Election, TallyOption, yuan
from portal.ballots.tally.order import ranked, ties

Row = dict[str, Any]


def plain_order(election: Election, votes: dict[str, int]) -> list[Row]:
    """The options with most votes, up to `winners` of them and as long as the budget lasts; both may be absent.

    The award ends at the first option that does not fit what is left: nobody with fewer votes overtakes it.
    """
    return _walk(election, votes, skips=False)


def budget_greedy(election: Election, votes: dict[str, int]) -> list[Row]:
    """Every option in order of votes is bought if it fits what is left of the budget, and skipped if not.

    The greedy rule of participatory budgeting as Pabulib records it (Stolicki, Szufa, Talmon: Pabulib, 2020,
    arXiv:2012.06539, rule "greedy").
    """
    return _walk(election, votes, skips=True)


def _walk(election: Election, votes: dict[str, int], *, skips: bool) -> list[Row]:
    """Each standing option gets the first reason that holds when its turn comes; withdrawn ones follow."""
    order = ranked(election.options, votes, election.lot_seed)
    decided_by = ties(order, votes)
    left, places, ended = election.budget, election.winners, False
    rows = []
    for rank, option in enumerate(order, start=1):
        reason = _reason(option, votes[option.code], left, places, ended)
        row = option_row(option, votes[option.code], reason, rank, left, decided_by.get(option.code, ""))
        rows.append(row)
        if reason == "selected":
            left = None if left is None else left - option.cost
            places = None if places is None else places - 1
        elif reason == "over_budget":
            ended = ended or not skips
    return rows + withdrawn_rows(election, votes)


def withdrawn_rows(election: Election, votes: dict[str, int]) -> list[Row]:
    withdrawn = sorted((option for option in election.options if option.withdrawn), key=lambda option: option.code)
    return [option_row(option, votes[option.code], "withdrawn", None, None, "") for option in withdrawn]


def _reason(option: TallyOption, votes: int, left: Decimal | None, places: int | None, ended: bool) -> str:
    if votes == 0:
        return "no_votes"
    if places == 0:
        return "beyond_winners"
    if ended:
        return "after_cut"
    if left is not None and option.cost > left:
        return "over_budget"
    return "selected"


def option_row(option: TallyOption, votes: int, reason: str, rank: int | None, left: Decimal | None, tie: str) -> Row:
    """What every rule says of an option. `left` is what was left of the budget when its turn came."""
    short = left is not None and reason == "over_budget"
    return {
        "code": option.code,
        "title": option.title,
        "cost_cny": yuan(option.cost),
        "submitted_at": option.submitted_at,
        "votes": votes,
        "rank": rank,
        "selected": reason == "selected",
        "reason": reason,
        "left_before_cny": None if left is None else yuan(left),
        "short_by_cny": yuan(option.cost - left) if short and left is not None else None,
        "tie_decided_by": tie,
    }
