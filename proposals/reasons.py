"""Why an option was selected or not, as one would tell its author."""

from django.utils.translation import gettext as _

from portal.ballots.enums import Reason
from portal.ballots.queries import ResultRow
from portal.core.templatetags.linli import cny
from proposals.models import Proposal


def why(row: ResultRow) -> str:
    """In one sentence."""
    match row.reason:
        case Reason.SELECTED if row.left_before_cny is not None:
            return _("When its turn came, %(left)s were left: enough for it.") % {"left": cny(row.left_before_cny)}
        case Reason.SELECTED:
            return _("It is among those with the most votes.")
        case Reason.OVER_BUDGET:
            figures = {"left": cny(row.left_before_cny), "short": cny(row.short_by_cny)}
            return _("When its turn came, %(left)s were left: %(short)s short.") % figures
        case Reason.NO_VOTES:
            return _("Nobody voted for it.")
        case Reason.BEYOND_WINNERS:
            return _("Others with more votes took all the places.")
        case Reason.AFTER_CUT:
            return _("The money had run out at a proposal with more votes.")
    return _("It was taken off the ballot before the count.")


def tie_words(row: ResultRow) -> str:
    """What put the option where it stands among others with as many votes; "" where nobody had as many."""
    match row.tie_decided_by:
        case "cost":
            return _("As many votes as another: the cheaper one comes first.")
        case "submitted_at":
            return _("As many votes as another and the same cost: the one handed in earlier comes first.")
        case "lot":
            return _("As many votes as another, the same cost, handed in at the same moment: the lot decided.")
    return ""


def shown_title(row: ResultRow, proposal: Proposal | None) -> str:
    """What the option is called where `proposal` is what everybody may read of it now, None for nothing."""
    gone = proposal is None and row.reason == Reason.WITHDRAWN
    return _("a proposal that was taken out") if gone else row.title
