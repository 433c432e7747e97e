"""One session, to read or to keep."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.accounts.queries import communities_of
from portal.accounts.rules import require_signed_in
from portal.core.errors import Forbidden, Hidden
from portal.lectures.models import LecturePage, Session
from portal.rosters.models import Roster

KIND = "lecture"


def rosters_shown(user: Any) -> Q:
    """A condition on Roster: sessions of lectures that everybody may read, and those in `user`'s own communities."""
    open_to_all = LecturePage.objects.shown().filter(sessions__roster=OuterRef("pk"))
    return Q(Exists(open_to_all)) | rosters_kept(user)


def rosters_kept(user: Any) -> Q:
    """A condition on Roster: those in communities that `user` looks after."""
    return Q(community__in=communities_of(user)) if user.is_authenticated else Q(pk__in=[])


def session_to_see(code: str, user: Any) -> Session:
    """Raises Hidden."""
    shown = Roster.objects.visible_to(user).filter(kind=KIND, code=code)
    session = Session.objects.with_places().filter(roster__in=shown).first()
    if session is None:
        raise Hidden
    return session


def session_to_keep(code: str, user: Any) -> Session:
    """Raises SignInNeeded, Hidden, Forbidden for one that `user` may only see."""
    require_signed_in(user)
    kept = Session.objects.with_places().filter(roster__code=code, roster__community__in=communities_of(user)).first()
    if kept is None:
        session_to_see(code, user)
        raise Forbidden
    return kept


def session_address(roster: Roster) -> str:
    """Its page on the site. No query."""
    return reverse("lectures:session", args=[roster.code])


def keepers_of(roster: Roster) -> QuerySet[User]:
    """Whoever looks after the community of a session, as its moderators: they hear where too few come."""
    today = timezone.localdate()
    in_force = Q(appointments__starts_on__lte=today) & (
        Q(appointments__ends_on__isnull=True) | Q(appointments__ends_on__gt=today)
    )
    office = Q(appointments__role=Role.COMMUNITY_MODERATOR, appointments__community=roster.community_id)
    return User.objects.filter(in_force & office, is_active=True).distinct()
