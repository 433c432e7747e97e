"""Canned replies, which the managers of a sub-district keep for their moderators."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from portal.accounts.permissions import SubdistrictPolicy
from portal.accounts.queries import is_district_admin, subdistricts_managed_by
from portal.moderation.enums import Decision
from portal.moderation.models import CannedReply


class ReplyPolicy(SubdistrictPolicy):
    """Managers keep the replies of their sub-district, the district's administrators all of them."""

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[CannedReply]:
        if self.actions.isdisjoint(actions):
            return CannedReply.objects.none()
        kept = Q(subdistrict__in=subdistricts_managed_by(user))
        return CannedReply.objects.filter(kept | Q(subdistrict__isnull=True) if is_district_admin(user) else kept)


class ReplyForm(WagtailAdminModelForm):
    """Only the sub-districts that the writer manages can be chosen; leaving it open means the whole district."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        managed = subdistricts_managed_by(self.for_user)
        self.fields["subdistrict"].queryset = managed
        self.fields["decision"].choices = [(each.value, each.label) for each in (Decision.RETURN, Decision.HIDE)]
        if not is_district_admin(self.for_user):
            self.fields["subdistrict"].required = True
            self.fields["subdistrict"].empty_label = None
            self.fields["subdistrict"].initial = managed.first()

    class Meta:
        model = CannedReply
        fields = ["decision", "title", "text", "subdistrict", "position"]


class OwnRows:
    """Limits a generic view to the rows its user may keep; any other answers 404."""

    request: HttpRequest
    permission_policy: Any

    def get_queryset(self) -> QuerySet[CannedReply]:
        return self.permission_policy.instances_user_has_any_permission_for(self.request.user, ["change"])


class ReplyIndex(generic.IndexView):
    @cached_property
    def keeps(self) -> bool:
        """Asked once a page instead of several times a row: whoever may change a reply may also remove it."""
        return super().user_has_permission("change")

    def user_has_permission(self, permission: str) -> bool:
        return self.keeps

    def user_has_any_permission(self, permissions: Iterable[str]) -> bool:
        return self.keeps

    def get_base_queryset(self) -> QuerySet[CannedReply]:
        rows = self.permission_policy.instances_user_has_any_permission_for(self.request.user, ["change"])
        return rows.select_related("subdistrict")


class ReplyEdit(OwnRows, generic.EditView):
    pass


class ReplyDelete(OwnRows, generic.DeleteView):
    pass


class RepliesViewSet(ModelViewSet):
    """List, write, change and remove; nothing else, because every other generic view would need its own limit."""

    model = CannedReply
    name = "canned-replies"
    icon = "openquote"
    menu_label = _("Canned replies")
    menu_order = 15
    add_to_admin_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = ReplyIndex
    edit_view_class = ReplyEdit
    delete_view_class = ReplyDelete
    list_display = ("title", "decision", "subdistrict", "position")

    def get_form_class(self, for_update: bool = False) -> type[ReplyForm]:
        return ReplyForm

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**{"history_url_name": None, "usage_url_name": None, **kwargs})

    def get_urlpatterns(self) -> list[URLPattern]:
        offered = {"index", "index_results", "add", "edit", "delete"}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in offered]


register_permission_policy(CannedReply, ReplyPolicy(CannedReply, actions=("add", "change", "delete", "view")))
replies_viewset = RepliesViewSet()
