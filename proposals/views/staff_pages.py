"""What the managers' screens share: crumbs, the frame around a page, and one way to ask before acting."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.crumbs import Way, crumbs
from portal.core.errors import Refusal
from proposals.models import Contest

ICON = "snippet"


def staff_page(
    request: HttpRequest,
    template: str,
    title: str,
    ways: Sequence[Way],
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """A page in Wagtail's frame; `ways` are the crumbs before it, as (label, address)."""
    frame = {
        "header_title": title,
        "header_icon": ICON,
        "breadcrumbs_items": crumbs(*ways, (title, "")),
    }
    return render(request, f"proposals/staff/{template}", frame | context, status=status)


def ways_to(contest: Contest) -> list[Way]:
    return [
        (_("Contests"), reverse("contest_index")),
        (contest.title, reverse("contest_dashboard", args=[contest.code])),
    ]


@dataclass(frozen=True)
class Question:
    """What a page asks before something is done: what follows from it, what stands against it, and the word for yes."""

    title: str
    consequences: Sequence[str]
    yes: str
    obstacles: Sequence[str] = ()
    serious: bool = False


def ask_first(
    request: HttpRequest, contest: Contest, question: Question, act: Callable[[], object], done: str, to: str = ""
) -> HttpResponse:
    """Show the question; on POST do it and go to the contest's page (or `to`). A refusal is shown on the question."""
    obstacles, status = list(question.obstacles), 200
    if request.method == "POST":
        try:
            act()
        except Refusal as error:
            obstacles, status = refusal_lines(error), error.status
        else:
            messages.success(request, done)
            return redirect(to or reverse("contest_dashboard", args=[contest.code]))
    context = {"contest": contest, "question": question, "obstacles": obstacles}
    return staff_page(request, "confirm.html", question.title, ways_to(contest), context, status)


def refusal_lines(error: Refusal) -> list[str]:
    """Its message and, below it, what it says of single parts; each once."""
    return list(dict.fromkeys([error.message, *error.fields.values()]))


def show_refusal(form: forms.Form, error: Refusal) -> None:
    """Its parts beside the questions they are about, the rest above."""
    for name, text in error.fields.items():
        form.add_error(name if name in form.fields else None, text)
    form.add_error(None, error.message)


def typed(request: HttpRequest) -> QueryDict | None:
    """What was sent with a form; None on a visit, so that the form is not judged yet."""
    return request.POST if request.method == "POST" else None
