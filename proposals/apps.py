from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProposalsConfig(AppConfig):
    name = "proposals"
    verbose_name = _("happiness proposals")

    def ready(self) -> None:
        from proposals import wiring  # noqa: F401
