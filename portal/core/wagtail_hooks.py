from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.core.views import outbox, retention


class OutboxMenuItem(MenuItem):
    """Shown to whoever may have work tried again."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("core.retry_outbox")


@hooks.register("register_log_actions")
def register_log_actions(actions) -> None:
    """What the ground floor writes into the audit log."""
    actions.register_action("core.retry_outbox", _("Try promised work again"), _("Had promised work tried again"))


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    return [
        path("retention/", retention.retention, name="retention"),
        path("outbox/", outbox.OutboxView.as_view(), name="outbox"),
        path("outbox/<int:item_id>/retry/", outbox.retry, name="outbox_retry"),
    ]


@hooks.register("register_reports_menu_item")
def register_reports_menu_item() -> MenuItem:
    return OutboxMenuItem(_("Promised work"), reverse_lazy("outbox"), name="outbox", icon_name="tasks", order=900)


@hooks.register("register_reports_menu_item")
def register_retention_menu_item() -> MenuItem:
    label = _("What is deleted when")
    return OutboxMenuItem(label, reverse_lazy("retention"), name="retention", icon_name="bin", order=910)
