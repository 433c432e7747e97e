"""Wagtail's user screens with our limits; settings name this in the place of "wagtail.users"."""

from wagtail.users.apps import WagtailUsersAppConfig


class StaffUsersConfig(WagtailUsersAppConfig):
    """Staff accounts only, and nobody deleted from a list."""

    user_viewset = "portal.accounts.viewsets.StaffViewSet"

    def ready(self) -> None:
        """Registers our policy in the place of the one that Wagtail's own `ready` registers."""
        from wagtail.permissions import register_permission_policy  # noqa: PLC0415  (models are not there before)

        from portal.accounts.models import User  # noqa: PLC0415
        from portal.accounts.viewsets import StaffPolicy  # noqa: PLC0415

        super().ready()
        register_permission_policy(User, StaffPolicy(User, actions=("view", "add", "change")))
