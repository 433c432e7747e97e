"""Who may do what. Each predicate that decides on seeing has its twin in a `visible_to` queryset; one property test
holds them together."""

from typing import Any

import rules
from django.utils.translation import gettext as _

from portal.accounts.queries import communities_of, share_household, subdistricts_managed_by
from portal.accounts.rules import require_verified_phone, require_verified_resident
from portal.core.errors import Forbidden
from proposals.enums import ProposalState

NEVER_SHOWN_TO_STAFF = frozenset({ProposalState.DRAFT})
READABLE = frozenset({ProposalState.PUBLISHED, ProposalState.MERGED, ProposalState.DIVIDED})
STILL_WRITING = frozenset({ProposalState.DRAFT, ProposalState.RETURNED})
TOGETHER = (ProposalState.DRAFT, ProposalState.IN_REVIEW, ProposalState.RETURNED, ProposalState.PUBLISHED)


@rules.predicate
def is_announced(user: Any, contest: Any) -> bool:
    return contest.announced_at is not None


@rules.predicate
def manages_contest(user: Any, contest: Any) -> bool:
    return bool(user.is_authenticated and subdistricts_managed_by(user).filter(pk=contest.subdistrict_id).exists())


can_view_contest = is_announced | manages_contest


@rules.predicate
def is_author(user: Any, proposal: Any) -> bool:
    return bool(user.is_authenticated and proposal.author_id == user.pk)


@rules.predicate
def is_public(user: Any, proposal: Any) -> bool:
    return proposal.state in READABLE and proposal.contest.announced_at is not None


@rules.predicate
def is_merged(user: Any, proposal: Any) -> bool:
    return proposal.state == ProposalState.MERGED


@rules.predicate
def is_divided(user: Any, proposal: Any) -> bool:
    return proposal.state == ProposalState.DIVIDED


@rules.predicate
def is_co_author(user: Any, proposal: Any) -> bool:
    """`user` has agreed to be named beside the author."""
    return bool(user.is_authenticated and proposal.co_authors.filter(user=user.pk, accepted_at__isnull=False).exists())


def written_together(proposal: Any) -> bool:
    """Co-authors may still join or be taken off: it is not withdrawn, taken down, merged or on the ballot."""
    return proposal.state in TOGETHER and proposal.option_id is None


@rules.predicate
def moderates(user: Any, proposal: Any) -> bool:
    """Staff of the proposal's community, for everything that was handed in; drafts belong to their author alone."""
    if not user.is_authenticated or proposal.state in NEVER_SHOWN_TO_STAFF:
        return False
    return bool(communities_of(user).filter(pk=proposal.community_id).exists())


@rules.predicate
def is_being_written(user: Any, proposal: Any) -> bool:
    return proposal.state in STILL_WRITING


can_view_proposal = is_public | is_author | is_co_author | moderates
can_edit_proposal = is_author & is_being_written
can_endorse_proposal = is_public & ~is_merged & ~is_divided & ~is_author & ~is_co_author


def lives_with_authors(user: Any, proposal: Any) -> bool:
    """Whether `user` or somebody of their household wrote it, alone or with others, or may still become co-author."""
    writers = [proposal.author, *(each.user for each in proposal.co_authors.all())]
    return any(share_household(user, writer) for writer in writers)


def require_resident_of(user: Any, subdistrict_id: int) -> None:
    """Raises SignInNeeded, VerificationNeeded, or Forbidden where `user` lives in another sub-district."""
    require_verified_phone(user)
    require_verified_resident(user)
    if user.resident.community.subdistrict_id != subdistrict_id:
        raise Forbidden(_("This contest is for the residents of its own sub-district. You can read along."))
