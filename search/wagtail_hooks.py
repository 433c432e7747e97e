"""What search adds to the staff area."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from search.rules import looks_after_search
from search.views import staff


class SearchMenuItem(MenuItem):
    """Shown to those who look after the search."""

    def is_shown(self, request: HttpRequest) -> bool:
        return looks_after_search(request.user)


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """What staff do to the search, for the audit log."""
    actions.register_action("search.add_words", _("Add words that mean the same"), _("Added words that mean the same"))
    actions.register_action("search.remove_words", _("Take words away"), _("Took words that mean the same away"))


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    return [
        path("search-words/", staff.search, name="search_staff"),
        path("search-words/<int:group_id>/remove/", staff.remove, name="search_remove_words"),
    ]


@hooks.register("register_reports_menu_item")
def register_menu_item() -> MenuItem:
    return SearchMenuItem(_("Search"), reverse_lazy("search_staff"), name="search-words", icon_name="search", order=890)
