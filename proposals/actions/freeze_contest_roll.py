from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ballots.actions import NewOption, create_poll, freeze_roll
from portal.ballots.enums import AwardRule, PollMethod, RollBasis, Secrecy
from portal.ballots.models import PollOption
from portal.ballots.rules import SMALLEST_SECRET_ROLL, secret_fits
from portal.core import audit
from portal.core.errors import Invalid
from proposals.actions.promises import promise_count
from proposals.actions.run_panel import file_panel
from proposals.enums import PhaseKind
from proposals.models import Contest, Proposal
from proposals.queries.rolls import ballot_proposals, eligible_residents
from proposals.readiness import freezing_refusal

BASES = (RollBasis.RESIDENTS, RollBasis.HOUSEHOLDS)


@transaction.atomic
def freeze_contest_roll(
    *,
    code: str,
    basis: RollBasis,
    secrecy: Secrecy,
    actor: Any,
    now: datetime,
    turnout_public: bool = False,
    receipts: bool = True,
) -> Contest:
    """Write down who may vote and what is on the ballot, draw the seed of the lot, and promise the count.

    Everybody may see ballot, digest and seed from now on; the vote opens and closes by the clock. Raises Hidden,
    WrongState or OutsideWindow (`freezing_refusal`), or Invalid: a basis contests do not use, nobody on the roll,
    nothing on the ballot, a secret vote of too few.
    """
    contest = Contest.objects.managed_by(actor).locked(code)
    if (refusal := freezing_refusal(contest, now)) is not None:
        raise refusal
    if basis not in BASES:
        raise Invalid(basis=_("A contest is decided by residents or by households."))
    # Locked, so that none is taken down between being read here and being tied to its option.
    proposals = list(ballot_proposals(contest).select_for_update(of=("self",)))
    if not proposals:
        raise Invalid(_("No proposal can be voted on yet: none is published with enough endorsements."))
    roll = freeze_roll(
        title=contest.title, basis=basis, residents=eligible_residents(contest, basis), actor=actor, now=now
    )
    if secrecy == Secrecy.SECRET and not secret_fits(roll.size):
        raise Invalid(secrecy=_("A secret vote needs at least %d people on the roll.") % SMALLEST_SECRET_ROLL)
    vote = contest.phase(PhaseKind.VOTE)
    assert vote is not None  # `freezing_refusal` has asked  # noqa: S101
    contest.poll = create_poll(
        title=contest.title,
        method=PollMethod.APPROVAL,
        slots=contest.votes_per_person,
        award_rule=AwardRule(contest.award_rule),
        weights=contest.weights,
        budget_cny=contest.budget_cny,
        roll=roll,
        opens_at=vote.opens_at,
        closes_at=vote.closes_at,
        secrecy=secrecy,
        options=[_option(proposal) for proposal in proposals],
        turnout_public=turnout_public,
        receipts=receipts,
        public_from=now,
        subdistrict=contest.subdistrict,
        actor=actor,
        now=now,
    )
    contest.save(update_fields=["poll"])
    link_options(contest, proposals)
    for panel in contest.panels.filter(closed_at__isnull=False):
        panel.contest = contest
        file_panel(panel, actor, now)
    promise_count(contest, vote.closes_at)
    audit.record("proposals.freeze_roll", contest, actor, roll=roll.code, size=roll.size, proposals=len(proposals))
    return contest


def link_options(contest: Contest, proposals: list[Proposal]) -> None:
    """Tie each proposal to the option that bears its code."""
    options = dict(PollOption.objects.filter(poll=contest.poll).values_list("code", "pk"))
    for proposal in proposals:
        proposal.option_id = options[proposal.code]
    Proposal.objects.bulk_update(proposals, ["option"], batch_size=200)


def _option(proposal: Proposal) -> NewOption:
    return NewOption(proposal.title, proposal.cost_cny, proposal.submitted_at, proposal.code)
