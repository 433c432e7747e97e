"""What the staff's screens share: the frame around a page, and one way to do something and say so."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from portal.accounts.queries import communities_of
from portal.core.crumbs import Way, crumbs
from portal.core.errors import Hidden, Refusal

ICON = "comment"


def staff_page(
    request: HttpRequest, template: str, title: str, ways: Sequence[Way], context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page in Wagtail's frame; `ways` are the crumbs before it, as (label, address)."""
    frame = {"header_title": title, "header_icon": ICON, "breadcrumbs_items": crumbs(*ways, (title, ""))}
    return render(request, f"councils/staff/{template}", frame | context, status=status)


def do(request: HttpRequest, act: Callable[[], object], done: str, to: str) -> HttpResponse:
    """Do it, say what came of it, and go back; a refusal is a message there, and nothing was changed."""
    try:
        act()
    except Hidden:
        raise
    except Refusal as error:
        messages.error(request, " ".join(dict.fromkeys([error.message, *map(str, error.fields.values())])))
    else:
        messages.success(request, done)
    return redirect(to)


def show_refusal(form: forms.Form, error: Refusal) -> None:
    """Its parts beside the questions they are about, the rest above."""
    for name, text in error.fields.items():
        form.add_error(name if name in form.fields else None, text)
    if not error.fields:
        form.add_error(None, error.message)


def require_office(request: HttpRequest) -> None:
    """Raises Hidden for whoever looks after no community."""
    if not communities_of(request.user).exists():
        raise Hidden
