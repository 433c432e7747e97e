from typing import Any

from django.urls import URLPattern, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.accounts.menu import DistrictMenuItem
from wechat.account.viewsets import replies_viewset
from wechat.health import staff_urls as health_urls
from wechat.health import views as health_views
from wechat.messages import staff_urls as message_urls
from wechat.messages import views as message_views


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """What the WeChat edge writes into the audit log."""
    actions.register_action("wechat.connect", _("Connect WeChat"), _("Connected the account with WeChat"))
    actions.register_action("wechat.disconnect", _("Disconnect WeChat"), _("Disconnected the account from WeChat"))
    actions.register_action("wechat.add_phone", _("Add a number"), _("Added the number shared in WeChat"))
    actions.register_action("wechat.scan_sign_in", _("Sign in by scanning"), _("Signed in by scanning with WeChat"))
    actions.register_action("wechat.save_template", _("Save a message template"), _("Saved the message template"))


@hooks.register("register_admin_urls")
def register_message_urls() -> list[URLPattern]:
    return message_urls.urlpatterns


@hooks.register("register_admin_menu_item")
def register_messages_menu_item() -> MenuItem:
    address = reverse_lazy("wechat_messages")
    return DistrictMenuItem(
        _("WeChat messages"), address, name="wechat-messages", icon_name=message_views.ICON, order=33
    )


@hooks.register("register_admin_viewset")
def register_replies() -> Any:
    return replies_viewset


@hooks.register("register_admin_urls")
def register_health_urls() -> list[URLPattern]:
    return health_urls.urlpatterns


@hooks.register("register_settings_menu_item")
def register_health_menu_item() -> MenuItem:
    address = reverse_lazy("wechat_health")
    return DistrictMenuItem(_("WeChat"), address, name="wechat", icon_name=health_views.ICON, order=710)
