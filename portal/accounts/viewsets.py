"""Staff screens for places and for staff accounts, on Wagtail's own views: neither has a life cycle to protect."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import policy_registry, register_permission_policy
from wagtail.users.views import users

from portal.accounts.models import User
from portal.accounts.permissions import CommunityPolicy, DistrictPolicy, SubdistrictPolicy
from portal.accounts.queries import communities_of, subdistricts_managed_by
from portal.communities.models import Community, Grid, Subdistrict, Venue

KEPT = ("view", "add", "change")
register_permission_policy(Subdistrict, DistrictPolicy(Subdistrict, actions=KEPT))
register_permission_policy(Community, SubdistrictPolicy(Community, actions=KEPT))
register_permission_policy(Grid, CommunityPolicy(Grid, actions=(*KEPT, "delete")))
register_permission_policy(Venue, CommunityPolicy(Venue, actions=(*KEPT, "delete")))


class OwnPlaces:
    """Limits a generic view to the rows that the policy lets its user keep; any other answers 404."""

    request: Any
    kwargs: dict[str, Any]
    model: type[Model]

    def get_object(self, queryset: QuerySet | None = None) -> Model:
        return get_object_or_404(own_rows(self.model, self.request.user), pk=self.kwargs["pk"])


class PlaceIndex(generic.IndexView):
    def get_base_queryset(self) -> QuerySet:
        return own_rows(self.model, self.request.user)


class PlaceEdit(OwnPlaces, generic.EditView):
    pass


class PlaceDelete(OwnPlaces, generic.DeleteView):
    """Wagtail loads the row before it asks for the right; here the right comes first."""

    def get_object(self, queryset: QuerySet | None = None) -> Model:
        if not self.user_has_permission("delete"):
            raise PermissionDenied
        return super().get_object(queryset)


class PlaceForm(WagtailAdminModelForm):
    """Only one's own places can be chosen as the place that something belongs to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        if "community" in fields:
            fields["community"].queryset = communities_of(self.for_user)
        if "subdistrict" in fields:
            fields["subdistrict"].queryset = subdistricts_managed_by(self.for_user)


class PlaceViewSet(ModelViewSet):
    """List, add, edit; deleting only where the model's policy offers it."""

    index_view_class = PlaceIndex
    edit_view_class = PlaceEdit
    delete_view_class = PlaceDelete
    copy_view_enabled = False
    add_to_reference_index = False
    add_to_settings_menu = True
    menu_order = 500
    fields: tuple[str, ...] = ()

    def get_form_class(self, for_update: bool = False) -> type[PlaceForm]:
        meta = type("Meta", (), {"model": self.model, "fields": list(self.fields)})
        return type(f"{self.model.__name__}Form", (PlaceForm,), {"Meta": meta})

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**{"history_url_name": None, "usage_url_name": None, **kwargs})

    def get_urlpatterns(self) -> list[Any]:
        offered = {"index", "index_results", "add", "edit", "delete"}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in offered]


class SubdistrictViewSet(PlaceViewSet):
    model = Subdistrict
    url_prefix = name = "subdistricts"
    icon = "site"
    fields = ("name", "slug", "character", "phone", "position")
    list_display = ("name", "phone", "position")


class CommunityViewSet(PlaceViewSet):
    model = Community
    url_prefix = name = "communities"
    icon = "site"
    fields = ("name", "slug", "subdistrict", "nicknames", "phone", "office", "household_count", "position")
    list_display = ("name", "subdistrict", "phone", "household_count")
    search_fields = ("name", "nicknames")
    search_backend_name = None


class GridViewSet(PlaceViewSet):
    model = Grid
    url_prefix = name = "grids"
    icon = "table"
    fields = ("community", "name", "covers", "worker", "phone")
    list_display = ("name", "community", "covers", "worker")


class VenueViewSet(PlaceViewSet):
    model = Venue
    url_prefix = name = "venues"
    icon = "home"
    fields = ("community", "kind", "name", "address", "opening_hours", "phone", "latitude", "longitude")
    list_display = ("name", "kind", "community", "phone")


PLACE_VIEWSETS = [SubdistrictViewSet(), CommunityViewSet(), GridViewSet(), VenueViewSet()]


def own_rows(model: type[Model], user: Any) -> QuerySet:
    """The rows of `model` that `user` may look after, by the policy registered for it."""
    return policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, ["change", "view"])


def staff_people() -> QuerySet[User]:
    """Who has, or had, something to do in the staff area; residents are not in this list."""
    staff = Q(is_staff=True) | Q(is_superuser=True) | Q(appointments__isnull=False) | Q(groups__isnull=False)
    return User.objects.filter(staff).distinct()


class StaffIndex(users.IndexView):
    def get_base_queryset(self) -> QuerySet[User]:
        return staff_people().select_related("wagtail_userprofile")


class StaffCreate(users.CreateView):
    def save_instance(self) -> User:
        self.form.instance.is_staff = True
        return super().save_instance()


class StaffEdit(users.EditView):
    def get_object(self, queryset: QuerySet | None = None) -> User:
        return get_object_or_404(staff_people(), pk=self.kwargs["pk"])


class StaffViewSet(users.UserViewSet):
    """Wagtail's user screens for staff accounts: passwords, page-editing groups, active or not."""

    index_view_class = StaffIndex
    add_view_class = StaffCreate
    edit_view_class = StaffEdit
    menu_label = _("Staff accounts")


class StaffPolicy(DistrictPolicy):
    """Staff accounts are opened and changed by the district's administration; nobody is deleted from a list."""

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[User]:
        return staff_people() if self.user_has_any_permission(user, actions) else User.objects.none()
