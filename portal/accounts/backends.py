"""Rights by office: what an appointment in force lets its holder do in the staff area."""

from typing import Any

from portal.accounts.enums import Role
from portal.accounts.permissions import STAFF_PERMISSIONS, role_grants, role_reaches_app
from portal.accounts.queries import offices_held


class AppointmentBackend:
    """Answers `user.has_perm` from the offices in force, read once for each loaded user (one query a request).

    It signs nobody in and loads nobody: Django must not take it for a backend that opened a session.
    """

    def authenticate(self, request: Any, **credentials: Any) -> None:
        return None

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return any(role_grants(role, perm) for role in roles_of(user_obj))

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return any(role_reaches_app(role, app_label) for role in roles_of(user_obj))

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """The permissions written out in the table; whole apps and "*" can only be asked for one by one."""
        named = {name for role in roles_of(user_obj) for name in STAFF_PERMISSIONS.get(role, frozenset())}
        return {name for name in named if not name.endswith("*")}


def roles_of(user: Any) -> frozenset[Role]:
    """The offices that `user` holds today; none for somebody who may not sign in."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    known: frozenset[Role] | None = getattr(user, "_roles_in_force", None)
    if known is None:
        known = frozenset(Role(role) for role, _community, _subdistrict in offices_held(user))
        user._roles_in_force = known
    return known
