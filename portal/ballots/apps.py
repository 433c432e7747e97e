from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BallotsConfig(AppConfig):
    name = "portal.ballots"
    label = "ballots"
    verbose_name = _("ballots")

    def ready(self) -> None:
        from portal.ballots import wiring  # noqa: F401
