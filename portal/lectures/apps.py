from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LecturesConfig(AppConfig):
    name = "portal.lectures"
    verbose_name = _("Lectures")

    def ready(self) -> None:
        from portal.lectures import wiring  # noqa: F401
