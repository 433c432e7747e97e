"""What a proposal must say before the community reads it."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from proposals.enums import Answer
from proposals.models import CostLine, Proposal

TITLE_AT_LEAST = 4
TEXT_AT_LEAST = 10


def missing_answers(proposal: Proposal, cost_lines: Sequence[CostLine]) -> dict[str, str]:
    """What still has to be answered: {question: what to do}; empty once the proposal can be handed in.

    Keys are the values of `Answer` and "costs".
    """
    asked = {
        Answer.TITLE: (len(proposal.title) < TITLE_AT_LEAST, _("Say in a few words what you would like to change.")),
        Answer.COMMUNITY: (proposal.community_id is None, _("Choose the community it is in.")),
        Answer.PLACE: (not proposal.place, _("Say where it is, so that people can go and look.")),
        Answer.PROBLEM: (len(proposal.problem) < TEXT_AT_LEAST, _("Tell your neighbours what troubles you there.")),
        Answer.IDEA: (len(proposal.idea) < TEXT_AT_LEAST, _("Tell your neighbours what you suggest.")),
        Answer.CATEGORY: (proposal.category_id is None, _("Choose what it is about.")),
    }
    missing = {str(question): what_to_do for question, (lacks, what_to_do) in asked.items() if lacks}
    if problem := _cost_problem(proposal, cost_lines):
        missing["costs"] = problem
    return missing


def _cost_problem(proposal: Proposal, cost_lines: Sequence[CostLine]) -> str:
    if not cost_lines:
        return _("Estimate what it costs; a rough figure will do.")
    if any(not line.label or line.amount_cny is None for line in cost_lines):
        return _("One of the lines has no name or no amount yet.")
    cap = proposal.contest.cost_cap_cny
    total = sum((line.amount_cny for line in cost_lines if line.amount_cny is not None), Decimal(0))
    if cap is not None and total > cap:
        return _("One proposal may cost at most %(cap)s yuan; yours comes to %(total)s.") % {
            "cap": f"{cap:,.0f}",
            "total": f"{total:,.0f}",
        }
    return ""
