"""What the rooms' screens in the staff area share: who enters, doing something and saying so, showing a refusal."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.accounts.queries import communities_of
from portal.core.errors import Hidden, Refusal


def do(request: HttpRequest, act: Callable[[], object], done: str, to: str) -> HttpResponse:
    """Do it, say what came of it, and go back; a refusal is a message there, and nothing was changed."""
    try:
        act()
    except Hidden:
        raise
    except Refusal as error:
        lines = [error.message, *(str(text) for text in error.fields.values())]
        messages.error(request, " ".join(dict.fromkeys(lines)))
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
