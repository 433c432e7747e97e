from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RostersConfig(AppConfig):
    name = "portal.rosters"
    label = "rosters"
    verbose_name = _("rosters")

    def ready(self) -> None:
        from portal.rosters import wiring  # noqa: F401
