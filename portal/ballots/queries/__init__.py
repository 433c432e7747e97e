from portal.ballots.queries.ballots import (
    BallotView,
    Turnout,
    ballot_of,
    ballots_of,
    chosen_options,
    counted_ballot,
    turnout,
)
from portal.ballots.queries.certification import (
    ObjectionCounts,
    Review,
    ballot_in_file,
    blockers,
    certificate_data,
    decided_exclusions,
    excluded_counts,
    filed_objections,
    given_certificate,
    objection_counts,
    receipt_in_file,
    result_versions,
    review,
)
from portal.ballots.queries.counts import ballots_by_key, election, file_receipt
from portal.ballots.queries.exports import export_csv, export_pb
from portal.ballots.queries.kit import recount_kit
from portal.ballots.queries.papers import gathered, sheets_of, unsettled
from portal.ballots.queries.points import Composite, OptionPoints
from portal.ballots.queries.polls import options_for, visible_poll
from portal.ballots.queries.results import ResultRow, ResultView, result
from portal.ballots.queries.rolls import entry_lines, one_per_household
from portal.ballots.queries.shares import OptionShares, Paid, Shares, paid_by

__all__ = [
    "BallotView",
    "Composite",
    "ObjectionCounts",
    "OptionPoints",
    "OptionShares",
    "Paid",
    "ResultRow",
    "ResultView",
    "Review",
    "Shares",
    "Turnout",
    "ballot_in_file",
    "ballot_of",
    "ballots_by_key",
    "ballots_of",
    "blockers",
    "certificate_data",
    "chosen_options",
    "counted_ballot",
    "decided_exclusions",
    "election",
    "entry_lines",
    "excluded_counts",
    "export_csv",
    "export_pb",
    "file_receipt",
    "filed_objections",
    "gathered",
    "given_certificate",
    "objection_counts",
    "one_per_household",
    "options_for",
    "paid_by",
    "receipt_in_file",
    "recount_kit",
    "result",
    "result_versions",
    "review",
    "sheets_of",
    "turnout",
    "unsettled",
    "visible_poll",
]
