"""Who looks after a community's volunteers, and what waits for them."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.models import User


def staff_of(community_id: int) -> QuerySet[User]:
    """The moderators of this community who are in office today. One query."""
    today = timezone.localdate()
    current = Q(appointments__ends_on__isnull=True) | Q(appointments__ends_on__gt=today)
    return User.objects.filter(
        current,
        is_active=True,
        appointments__role=Role.COMMUNITY_MODERATOR,
        appointments__community=community_id,
        appointments__starts_on__lte=today,
    ).distinct()
