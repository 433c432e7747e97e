"""The official account's automatic answers, which the district's administrators keep."""

from typing import Any

from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from portal.accounts.permissions import DistrictPolicy
from wechat.models import KeywordReply


class KeywordReplyForm(WagtailAdminModelForm):
    class Meta:
        model = KeywordReply
        fields = ["occasion", "words", "answer", "position"]


class KeywordRepliesViewSet(ModelViewSet):
    """List, write, change and remove; nothing else."""

    model = KeywordReply
    name = "wechat-replies"
    icon = "comment"
    menu_label = _("WeChat answers")
    menu_order = 720
    add_to_settings_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    list_display = ("__str__", "occasion", "answer", "position")

    def get_form_class(self, for_update: bool = False) -> type[WagtailAdminModelForm]:
        return KeywordReplyForm

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**{"history_url_name": None, "usage_url_name": None, **kwargs})

    def get_urlpatterns(self) -> list[URLPattern]:
        offered = {"index", "index_results", "add", "edit", "delete"}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in offered]


register_permission_policy(KeywordReply, DistrictPolicy(KeywordReply, actions=("add", "change", "delete", "view")))
replies_viewset = KeywordRepliesViewSet()
