from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.core.errors import Forbidden
from proposals.enums import Feature
from proposals.models import Endorsement, Proposal
from proposals.rules import can_endorse_proposal, is_author, is_co_author, is_divided, is_merged, require_resident_of


@transaction.atomic
def endorse_proposal(*, code: str, actor: Any, now: datetime) -> Proposal:
    """Support a proposal (附议支持) once; doing it again changes nothing.

    For verified residents of the contest's sub-district, while a phase that opens endorsing is open. Raises
    SignInNeeded, VerificationNeeded, Hidden, Forbidden (own, merged, divided, or of another sub-district) or
    OutsideWindow.
    """
    proposal = endorsable(code, actor, now)
    Endorsement.objects.get_or_create(proposal=proposal, user=actor, defaults={"created_at": now})
    return recounted(proposal)


@transaction.atomic
def take_back_endorsement(*, code: str, actor: Any, now: datetime) -> Proposal:
    """Take one's support back, in the same window; doing it again changes nothing. Raises as `endorse_proposal`."""
    proposal = endorsable(code, actor, now)
    Endorsement.objects.filter(proposal=proposal, user=actor).delete()
    return recounted(proposal)


def endorsable(code: str, actor: Any, now: datetime) -> Proposal:
    """The proposal, locked, where `actor` may second it now. Raises as `endorse_proposal`."""
    proposal = Proposal.objects.visible_to(actor).locked(code)
    if not can_endorse_proposal(actor, proposal):
        raise Forbidden(_why_not(actor, proposal))
    require_resident_of(actor, proposal.contest.subdistrict_id)
    proposal.contest.require(
        Feature.ENDORSE, now, _("Proposals cannot be seconded at this stage. You can follow it and say what you think.")
    )
    return proposal


def _why_not(actor: Any, proposal: Proposal) -> str:
    if is_author(actor, proposal) or is_co_author(actor, proposal):
        return _("It is your own proposal: your support goes without saying.")
    if is_merged(actor, proposal):
        return _("It was merged into another one. You can second that one.")
    if is_divided(actor, proposal):
        return _("It was divided into two. You can second those.")
    return ""


def recounted(proposal: Proposal) -> Proposal:
    """Count a locked proposal's endorsements anew."""
    proposal.endorsement_count = proposal.endorsements.count()
    proposal.save(update_fields=["endorsement_count"])
    return proposal
