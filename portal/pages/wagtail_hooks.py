from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from portal.core import clock
from portal.lectures.models import SeriesPage
from portal.pages.actions import sync_editors
from portal.pages.models import ArticlePage, SubdistrictPage, TextPage

COPIED = (ArticlePage, TextPage)


@hooks.register("insert_global_admin_css")
def brand_colour() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("pages/admin.css"))


@hooks.register("before_copy_page")
def refuse_copies_of_places(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A place has one page: only articles and plain texts can be copied."""
    if isinstance(page.specific, COPIED):
        return None
    messages.error(
        request, _("“%s” stands for one place and cannot be copied. Articles and plain texts can.") % page.title
    )
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def let_editors_in(request: HttpRequest, page: Any) -> None:
    """A new sub-district page is open to the sub-district's editors at once, and so is a lecture series."""
    if isinstance(page, SubdistrictPage | SeriesPage):
        sync_editors(now=clock.now())
