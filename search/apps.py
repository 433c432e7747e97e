from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("search")

    def ready(self) -> None:
        from search import wiring  # noqa: F401
        from search.triggers import install

        # Not a room's doings: SQLite drops a table's triggers where a migration remakes it.
        post_migrate.connect(install, sender=self)
