from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "portal.notices"
    label = "notices"
    verbose_name = _("notices")

    def ready(self) -> None:
        from portal.notices import wiring  # noqa: F401
