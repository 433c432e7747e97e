"""Who may run sessions of lectures, and who may check their facts."""

from typing import Any

import rules

from portal.accounts.enums import Role
from portal.accounts.queries import communities_of, holds_any
from portal.communities.models import Community

KEEPERS = (Role.COMMUNITY_MODERATOR, Role.SUBDISTRICT_MANAGER, Role.DISTRICT_ADMIN)
CHECKERS = (Role.SUBDISTRICT_MANAGER, Role.DISTRICT_ADMIN)
"""Who checks what is about the whole district; what is about one community is checked by whoever looks after it."""


@rules.predicate
def keeps_lectures(user: Any) -> bool:
    """Whether `user` looks after any community: the staff's screens are theirs."""
    return holds_any(user, KEEPERS)


@rules.predicate
def runs_sessions_in(user: Any, community: Community) -> bool:
    """Whether `user` sets sessions in this community: its moderators, its sub-district's managers, the district."""
    return communities_of(user).filter(pk=community.pk).exists()


@rules.predicate
def looks_after(user: Any, lecture: Any) -> bool:
    """Whether `user` may check the facts of a lecture of this place, unless they had a hand in it."""
    if lecture.community_id is None:
        return holds_any(user, CHECKERS)
    return communities_of(user).filter(pk=lecture.community_id).exists()
