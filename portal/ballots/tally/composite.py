"""Points from several sides: experts' sheets, a residents' jury's sheets and the votes, each with its weight."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from portal.ballots.tally.awards import Row, option_row, withdrawn_rows
from portal.ballots.tally.election import Election, Sheet, TallyOption
from portal.ballots.tally.order import ranked, ties

SIDES = ("experts", "jury", "online")
PANELS = SIDES[:2]
FULL = 100
DROPS_FROM = 5
"""From so many scores on, the highest and the lowest of them do not count (去掉一个最高分和一个最低分)."""


def unscored(election: Election) -> list[tuple[str, str]]:
    """(panel, option code) of what cannot be counted yet: a panel that weighs has not scored an option that stands."""
    scored = {(sheet.panel, code) for sheet in election.sheets for code in sheet.scores}
    standing = [option.code for option in election.options if not option.withdrawn]
    return [
        (panel, code)
        for panel in PANELS
        if election.weights.get(panel, 0) > 0
        for code in standing
        if (panel, code) not in scored
    ]


def composite(election: Election, votes: dict[str, int]) -> tuple[list[Row], dict[str, Any]]:
    """Rows in the order of points, and a summary. Raises ValueError where `unscored` names anything.

    Online, an option's points are its votes ÷ the highest votes, of 100; a panel's are the mean of its sheets. A row
    also says `points` (the weighted sum, of 100), `sides` (each side's own) and `scores` (how many of each panel
    counted), all exact, as "a/b". Most points first; then lowest cost, handed in earlier, the lot. What does not fit
    what is left of the budget is skipped.
    """
    if missing := unscored(election):
        raise ValueError(f"not scored: {missing}")
    sides = {option.code: _sides(election, option.code, votes) for option in election.options}
    points = {code: _weighed(election, of_sides) for code, (of_sides, _used) in sides.items()}
    order = ranked(election.options, points, election.lot_seed)
    decided_by = ties(order, points)
    rows = []
    left, places = election.budget, election.winners
    for rank, option in enumerate(order, start=1):
        reason = _reason(option, points[option.code], left, places)
        row = option_row(option, votes[option.code], reason, rank, left, decided_by.get(option.code, ""))
        rows.append(row | _told(points[option.code], *sides[option.code]))
        if reason == "selected":
            left = None if left is None else left - option.cost
            places = None if places is None else places - 1
    out = [row | {"points": None, "sides": None, "scores": None} for row in withdrawn_rows(election, votes)]
    sheets = Counter(sheet.panel for sheet in election.sheets)
    summary = {"weights": dict(election.weights), "sheets": {panel: sheets[panel] for panel in PANELS}}
    return rows + out, summary


def mean_of(scores: Iterable[Fraction]) -> tuple[Fraction, int]:
    """The mean, without one highest and one lowest where there are DROPS_FROM or more, and of how many it is."""
    ordered = sorted(scores)
    kept = ordered[1:-1] if len(ordered) >= DROPS_FROM else ordered
    return sum(kept, Fraction(0)) / len(kept), len(kept)


def _sides(election: Election, code: str, votes: dict[str, int]) -> tuple[dict[str, Fraction], dict[str, int]]:
    found, used = {}, {}
    for panel in PANELS:
        scores = _scores(election.sheets, panel, code)
        found[panel], used[panel] = mean_of(scores) if scores else (Fraction(0), 0)
    standing = [votes[option.code] for option in election.options if not option.withdrawn]
    highest = max(standing, default=0)
    found["online"] = Fraction(votes[code] * FULL, highest) if highest else Fraction(0)
    return found, used


def _scores(sheets: tuple[Sheet, ...], panel: str, code: str) -> list[Fraction]:
    return [sheet.scores[code] for sheet in sheets if sheet.panel == panel and code in sheet.scores]


def _weighed(election: Election, sides: dict[str, Fraction]) -> Fraction:
    return sum((Fraction(election.weights.get(side, 0), FULL) * sides[side] for side in SIDES), Fraction(0))


def _reason(option: TallyOption, points: Fraction, left: Decimal | None, places: int | None) -> str:
    if points == 0:
        return "no_votes"
    if places == 0:
        return "beyond_winners"
    return "over_budget" if left is not None and option.cost > left else "selected"


def _told(points: Fraction, sides: dict[str, Fraction], used: dict[str, int]) -> dict[str, Any]:
    exact = {side: f"{value.numerator}/{value.denominator}" for side, value in sides.items()}
    return {"points": f"{points.numerator}/{points.denominator}", "sides": exact, "scores": used}
