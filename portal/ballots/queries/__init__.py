from portal.ballots.queries.ballots import (
    BallotView,
    Turnout,
    ballot_of,
    ballots_of,
    chosen_options,
    counted_ballot,
    turnout,
)
from portal.ballots.queries.counts import ballots_by_key, election, file_receipt
from portal.ballots.queries.exports import export_csv, export_pb
from portal.ballots.queries.polls import options_for, visible_poll
from portal.ballots.queries.results import ResultRow, ResultView, result
from portal.ballots.queries.rolls import entry_lines, one_per_household
from portal.ballots.queries.shares import OptionShares, Paid, Shares, paid_by

__all__ = [
    "BallotView",
    "OptionShares",
    "Paid",
    "ResultRow",
    "ResultView",
    "Shares",
    "Turnout",
    "ballot_of",
    "ballots_by_key",
    "ballots_of",
    "chosen_options",
    "counted_ballot",
    "election",
    "entry_lines",
    "export_csv",
    "export_pb",
    "file_receipt",
    "one_per_household",
    "options_for",
    "paid_by",
    "result",
    "turnout",
    "visible_poll",
]
