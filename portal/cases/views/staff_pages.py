"""The frame around each of the staff's screens."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.core.crumbs import Way, crumbs

ICON = "tasks"


def staff_page(
    request: HttpRequest, template: str, title: str, ways: Sequence[Way], context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page in Wagtail's frame; `ways` are the crumbs before it, as (label, address)."""
    frame = {"header_title": title, "header_icon": ICON, "breadcrumbs_items": crumbs(*ways, (title, ""))}
    return render(request, f"cases/staff/{template}", frame | context, status=status)
