"""How long marks of WeChat's pushes are kept."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from portal.core.retention import RetentionRule
from wechat.pushes.actions import forget_pushes

PUSHES = RetentionRule(
    key="wechat_pushes",
    what=_("marks of what WeChat pushed"),
    kept=timedelta(days=2),
    why=_("WeChat repeats a push within seconds."),
    sweep=lambda before: forget_pushes(before=before),
)
