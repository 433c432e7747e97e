from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.actions import give_consent
from portal.accounts.enums import ConsentKind
from portal.accounts.queries.consents import has_consented
from portal.accounts.rules import require_signed_in
from portal.core import audit
from portal.core.errors import Invalid
from portal.moderation.actions import submit_for_moderation
from proposals.actions.keep_version import keep_version
from proposals.actions.locking import own, require_no_appeal
from proposals.actions.name_writers import name_writers
from proposals.actions.suggest_words import settle_suggestions
from proposals.completeness import missing_answers
from proposals.enums import Feature, ProposalEvent, ProposalState
from proposals.lifecycle import PROPOSAL
from proposals.models import CostLine, Division, Proposal
from proposals.rules import require_resident_of

KIND = "proposal"


@transaction.atomic
def submit_proposal(*, code: str, actor: Any, consent: bool, now: datetime) -> Proposal:
    """Hand a draft, or one that came back, to the community's readers; nobody else sees it before they approve it.

    `consent` is the author's word that it may be published under their alias, kept in the ledger; who has given it
    before need not again (PIPL Arts 14, 25). `submitted_at` stays that of the first time, so that nobody falls behind
    for improving what they wrote: it breaks ties in the vote. Nothing changes when it raises.

    Raises SignInNeeded, VerificationNeeded, Hidden, Forbidden (not theirs, or of another sub-district), WrongState
    (handed in already, or under appeal), OutsideWindow, or Invalid, whose fields are the missing answers or "consent".
    """
    require_signed_in(actor)
    if consent:
        give_consent(kind=ConsentKind.PUBLICATION, actor=actor, now=now)
    proposal = own(code, actor)
    returned = proposal.state == ProposalState.RETURNED
    state = PROPOSAL.advance(ProposalState(proposal.state), ProposalEvent.SUBMIT)
    require_no_appeal(proposal)
    require_resident_of(actor, proposal.contest.subdistrict_id)
    if returned or is_part(proposal):
        proposal.contest.require(Feature.EDIT, now, _("Proposals can no longer be changed at this stage."))
    else:
        proposal.contest.require(
            Feature.SUBMIT, now, _("Proposals are not being collected at the moment. Your draft is kept.")
        )
    lines = list(proposal.cost_lines.all())
    if missing := missing_answers(proposal, lines):
        raise Invalid(**missing)
    if not has_consented(actor, ConsentKind.PUBLICATION):
        raise Invalid(consent=_("Please agree that your neighbours may read it under your alias."))
    proposal.state = state
    proposal.submitted_at = proposal.submitted_at or now
    proposal.submission = submit_for_moderation(
        kind=KIND,
        community=proposal.community,
        author=proposal.author,
        title=proposal.title,
        text=whole_text(proposal, lines),
        url=proposal.get_absolute_url(),
        previous=proposal.submission,
        now=now,
    )
    proposal.save(update_fields=["state", "submitted_at", "submission"])
    name_writers(proposal)
    keep_version(proposal, now)
    settle_suggestions(proposal)
    audit.record("proposals.submit", proposal, actor, round=proposal.submission.round)
    return proposal


def is_part(proposal: Proposal) -> bool:
    """Whether it comes of dividing a proposal: the call may be over then, as for any other improvement."""
    return Division.objects.under_way().filter(parts__proposal=proposal).exists()


def whole_text(proposal: Proposal, lines: Sequence[CostLine]) -> str:
    """Every word of the proposal that would be published, apart from its title."""
    captions = [photo.alt for photo in proposal.photos.all() if photo.alt]
    return "\n".join([proposal.problem, proposal.idea, proposal.place, *(line.label for line in lines), *captions])
