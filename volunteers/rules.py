"""Who may do what about shifts, posts and hazards."""

from typing import Any

from django.utils.translation import gettext as _

from portal.accounts.enums import Role
from portal.accounts.queries import communities_of, offices_held
from portal.accounts.rules import require_signed_in
from portal.core.errors import Forbidden, Hidden


def cares_for(user: Any, community_id: int) -> bool:
    """Whether `user` is staff of this community: its moderator, its sub-district's manager, or the district."""
    return bool(user.is_authenticated) and communities_of(user).filter(pk=community_id).exists()


def require_care(user: Any, community_id: int) -> None:
    """Raises SignInNeeded, and Hidden for whoever has no office in this community."""
    require_signed_in(user)
    if not cares_for(user, community_id):
        raise Hidden


def leads_patrols(user: Any, community_id: int) -> bool:
    """Whether `user` holds the office of a patrol leader in this community."""
    return any(role == Role.PATROL_LEADER and place == community_id for role, place, _street in offices_held(user))


def require_leads(user: Any, shift: Any) -> None:
    """Raises SignInNeeded, and Forbidden for whoever neither leads this shift nor is staff of its community."""
    require_signed_in(user)
    if shift.leader_id != user.pk and not cares_for(user, shift.roster.community_id):
        raise Forbidden(_("Only the leader of this shift can do this. Nothing was changed."))
