from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WeChatConfig(AppConfig):
    name = "wechat"
    label = "wechat"
    verbose_name = _("WeChat")

    def ready(self) -> None:
        from wechat import wiring  # noqa: F401
