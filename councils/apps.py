from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CouncilsConfig(AppConfig):
    name = "councils"
    verbose_name = _("councils and conventions")

    def ready(self) -> None:
        from councils import wiring  # noqa: F401
