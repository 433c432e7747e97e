"""What each office may do in the staff area, as data, and the policies that limit it to an office's own places.

An office in force is the only source of these rights (portal.accounts.backends.AppointmentBackend): nobody ticks boxes
in Django's permission tables for them, and an office that ends takes them along. Rights to pages alone come from
Wagtail's groups, which the pages floor fills from the same offices (docs/editing.md).
"""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from wagtail.permission_policies.base import BasePermissionPolicy

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.accounts.queries import communities_of, holds_any, is_district_admin, subdistricts_managed_by

ENTER = "wagtailadmin.access_admin"

# "app.*" means every permission of that app, "*" every permission there is. Which rows they reach is the policies'
# business. Offices that are not listed have nothing to do in the staff area.
STAFF_PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.COMMUNITY_MODERATOR: frozenset({ENTER, "moderation.*", "accounts.view_resident", "accounts.view_household"}),
    Role.SUBDISTRICT_MANAGER: frozenset(
        {
            ENTER,
            "moderation.*",
            "proposals.*",
            "ballots.*",
            "accounts.view_resident",
            "accounts.view_household",
            "communities.view_community",
            "communities.change_community",
        }
    ),
    Role.DISTRICT_ADMIN: frozenset({"*"}),
}


def role_grants(role: Role, permission: str) -> bool:
    """Whether the office gives `permission`, written "app.codename"."""
    granted = STAFF_PERMISSIONS.get(role, frozenset())
    return not granted.isdisjoint({permission, f"{permission.partition('.')[0]}.*", "*"})


def role_reaches_app(role: Role, app_label: str) -> bool:
    """Whether the office gives any permission of the app."""
    return any(name == "*" or name.startswith(f"{app_label}.") for name in STAFF_PERMISSIONS.get(role, frozenset()))


class PlacePolicy(BasePermissionPolicy):
    """Lets the holders of an office act on the rows of their own places, and on no others.

    `path` leads from the model to the place ("proposal__community"; "pk" where the model is the place itself);
    `actions` are those that the staff area offers at all: what is not among them nobody may do, superusers included,
    because writes go through actions.
    """

    roles: ClassVar[tuple[Role, ...]] = (Role.DISTRICT_ADMIN,)

    def __init__(self, model: type[Model] | str, path: str, *, actions: Iterable[str] = ("view",)) -> None:
        super().__init__(model)
        self.path = path
        self.actions = frozenset(actions)

    def places(self, user: Any) -> QuerySet:
        """The places in which `user` holds the office."""
        raise NotImplementedError

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.actions and holds_any(user, self.roles)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return not self.actions.isdisjoint(actions) and holds_any(user, self.roles)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet:
        rows = self.model._default_manager.all()
        if self.actions.isdisjoint(actions):
            return rows.none()
        return rows.filter(**{f"{self.path}__in": self.places(user)})

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Model) -> bool:
        return self.instances_user_has_any_permission_for(user, [action]).filter(pk=instance.pk).exists()

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Model) -> bool:
        return self.instances_user_has_any_permission_for(user, actions).filter(pk=instance.pk).exists()

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        if self.actions.isdisjoint(actions):
            return User.objects.none()
        return holders_of(self.roles)


class CommunityPolicy(PlacePolicy):
    """For what belongs to a community: its own `role`, its sub-district's manager and the district see it."""

    def __init__(
        self,
        model: type[Model] | str,
        path: str = "community",
        *,
        role: Role = Role.COMMUNITY_MODERATOR,
        actions: Iterable[str] = ("view",),
    ) -> None:
        super().__init__(model, path, actions=actions)
        self.role = role
        self.roles = (role, Role.SUBDISTRICT_MANAGER, Role.DISTRICT_ADMIN)  # type: ignore[misc]

    def places(self, user: Any) -> QuerySet:
        return communities_of(user, self.role)


class SubdistrictPolicy(PlacePolicy):
    """For what belongs to a sub-district, such as a contest: its manager and the district see it."""

    roles = (Role.SUBDISTRICT_MANAGER, Role.DISTRICT_ADMIN)

    def __init__(
        self, model: type[Model] | str, path: str = "subdistrict", *, actions: Iterable[str] = ("view",)
    ) -> None:
        super().__init__(model, path, actions=actions)

    def places(self, user: Any) -> QuerySet:
        return subdistricts_managed_by(user)


class DistrictPolicy(BasePermissionPolicy):
    """For what only the district administration does, such as appointments. Superusers may too."""

    def __init__(self, model: type[Model] | str, *, actions: Iterable[str] = ("view",)) -> None:
        super().__init__(model)
        self.actions = frozenset(actions)

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.actions and is_district_admin(user)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return not self.actions.isdisjoint(actions) and is_district_admin(user)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        if self.actions.isdisjoint(actions):
            return User.objects.none()
        return User.objects.filter(Q(pk__in=holders_of((Role.DISTRICT_ADMIN,))) | Q(is_superuser=True), is_active=True)


def holders_of(roles: Iterable[Role]) -> QuerySet[User]:
    """Active people who hold one of `roles` today."""
    today = timezone.localdate()
    current = Q(appointments__ends_on__isnull=True) | Q(appointments__ends_on__gt=today)
    return User.objects.filter(
        current, is_active=True, appointments__role__in=list(roles), appointments__starts_on__lte=today
    ).distinct()
