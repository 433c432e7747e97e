from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "portal.cases"
    label = "cases"
    verbose_name = _("cases")

    def ready(self) -> None:
        from portal.cases import wiring  # noqa: F401
