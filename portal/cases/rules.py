"""Who may read and who may work on what was brought to a community."""

from typing import Any

from django.utils.translation import gettext as _

from portal.accounts.queries import communities_of, share_household
from portal.accounts.rules import require_signed_in
from portal.core.errors import Forbidden, Hidden


def cares_for(user: Any, community_id: int) -> bool:
    """Whether `user` is staff of this community: its moderator, its sub-district's manager, or the district."""
    return bool(user.is_authenticated) and communities_of(user).filter(pk=community_id).exists()


def is_own(user: Any, case: Any) -> bool:
    """`user`, or somebody of their household, raised it."""
    return case.opened_by_id is not None and bool(user.is_authenticated) and share_household(user, case.opened_by)


def can_read_matter(user: Any, matter: Any) -> bool:
    """Everybody, once it is shown; before that whoever raised it and staff of its community."""
    if matter.shown_at is not None:
        return True
    if not user.is_authenticated:
        return False
    return matter.case.opened_by_id == user.pk or cares_for(user, matter.case.community_id)


def require_care(user: Any, case: Any) -> None:
    """Raises SignInNeeded, Hidden without an office in its community, Forbidden for one's own and one's household's."""
    require_signed_in(user)
    if not cares_for(user, case.community_id):
        raise Hidden
    if is_own(user, case):
        raise Forbidden(_("Somebody else has to work on what you or your household raised."))
