"""Why an option was selected or not, as one would tell its author."""

from fractions import Fraction

from django.utils.translation import gettext as _

from portal.ballots.enums import Reason
from portal.ballots.queries import OptionPoints, OptionShares, ResultRow
from portal.ballots.queries.shares import rounded
from portal.ballots.tally.composite import SIDES
from portal.core.templatetags.linli import cny
from proposals.models import Proposal


def why(row: ResultRow) -> str:
    """In one sentence or two."""
    if row.points is not None:
        return f"{_points(row.points)} {_outcome(row)}"
    if row.shares is not None and (told := _by_shares(row, row.shares)):
        return told
    return _outcome(row)


def _outcome(row: ResultRow) -> str:
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


def _points(points: OptionPoints) -> str:
    sides = {side: points.shown(side) for side in ("total", *SIDES)}
    return _("%(total)s points: experts %(experts)s, jury %(jury)s, votes %(online)s.") % sides


def _by_shares(row: ResultRow, shares: OptionShares) -> str:
    """Under equal shares: who paid, or how far its supporters were short; "" where the rule adds nothing."""
    if shares.phase == "shares" and shares.price == 0:
        return _("It costs nothing.")
    if shares.phase == "shares":
        figures = {"full": shares.paid_full, "price": cny(shares.price_cny), "rest": shares.paid_rest}
        if shares.paid_rest:
            words = _("Its supporters' shares pay for it: %(full)d pay %(price)s each, %(rest)d all they had left.")
            return words % figures
        return _("Its %(full)d supporters' shares pay for it: %(price)s each.") % figures
    if shares.phase == "fill":
        figures = {"left": cny(row.left_before_cny)}
        return _("After the shares %(left)s were left over: enough for it, and it had the most votes.") % figures
    if row.reason == Reason.OVER_BUDGET and shares.held is not None:
        lacking = rounded(max(Fraction(row.cost_cny) - shares.held, Fraction(0)))
        figures = {"held": cny(shares.held_cny), "short": cny(lacking), "left": cny(row.left_before_cny)}
        words = _("Its supporters have %(held)s left together, %(short)s short; of the budget %(left)s are left.")
        return words % figures
    return ""


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
