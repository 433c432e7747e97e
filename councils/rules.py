"""Who may do what in councils."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from councils.conventions_enums import WordingState
from councils.conventions_lifecycle import UNSEEN as UNSEEN_OF_CONVENTION
from councils.enums import SeatRole, TopicState
from portal.accounts.queries import communities_of, share_household, subdistricts_managed_by
from portal.accounts.rules import is_verified_resident, require_signed_in
from portal.core.errors import Forbidden, Hidden


def cares_for(user: Any, community_id: int) -> bool:
    """Whether `user` is staff of this community: its moderator, its sub-district's manager, or the district."""
    return bool(user.is_authenticated) and communities_of(user).filter(pk=community_id).exists()


def require_care(user: Any, community_id: int) -> None:
    """Raises SignInNeeded, and Hidden for whoever has no office in this community."""
    require_signed_in(user)
    if not cares_for(user, community_id):
        raise Hidden


def convenes(user: Any, body: Any, day: date) -> bool:
    """Whether `user` holds a convener's seat of `body` on `day`, or is staff of its community."""
    if not user.is_authenticated:
        return False
    seats = body.seats.held_on(day).filter(user=user.pk, role=SeatRole.CONVENER, ended_at__isnull=True)
    return seats.exists() or cares_for(user, body.community_id)


def require_convenes(user: Any, body: Any, day: date) -> None:
    """Raises SignInNeeded, and Forbidden for whoever neither convenes this body nor is staff of its community."""
    require_signed_in(user)
    if not convenes(user, body, day):
        raise Forbidden(_("Only the convener of this body can do this. Nothing was changed."))


def can_view_version(user: Any, version: Any) -> bool:
    """Whether `user` may read this version of a convention; the twin of `ConventionVersionQuerySet.visible_to`."""
    return version.state not in UNSEEN_OF_CONVENTION or cares_for(user, version.convention.community_id)


def reviews_conventions(user: Any, community: Any) -> bool:
    """Whether `user` acts for the sub-district, which reviews conventions and orders corrections."""
    return bool(user.is_authenticated) and subdistricts_managed_by(user).filter(pk=community.subdistrict_id).exists()


def can_view_wording(user: Any, wording: Any) -> bool:
    """Whether `user` may read this suggested wording; the twin of `WordingQuerySet.visible_to`."""
    if wording.state == WordingState.SHOWN:
        return True
    if not user.is_authenticated:
        return False
    return wording.author_id == user.pk or cares_for(user, wording.version.convention.community_id)


def shares_wording(user: Any, wording: Any) -> bool:
    """Whether `user`, or somebody behind the same door, suggested it: then somebody else answers it."""
    return wording.author is not None and share_household(user, wording.author)


def can_view_topic(user: Any, topic: Any) -> bool:
    """Whether `user` may read this topic; the twin of `TopicQuerySet.visible_to`."""
    if topic.chapter is not None:
        return True
    if not user.is_authenticated:
        return False
    if topic.author_id == user.pk:
        return True
    return topic.state != TopicState.DRAFT and cares_for(user, topic.community_id)


def is_asked(user: Any, version: Any) -> bool:
    """Whether `user` is a resident of the community whose draft this is, known to live there."""
    return is_verified_resident(user) and user.resident.community_id == version.convention.community_id
