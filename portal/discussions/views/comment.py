from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.core.clock import now
from portal.core.errors import Forbidden, Invalid
from portal.core.ratelimit import limit_request
from portal.discussions.actions import edit_comment, remove_comment, report_comment
from portal.discussions.enums import ReportReason, Stance
from portal.discussions.models import Thread
from portal.discussions.queries import ShownComment, replies_page
from portal.discussions.queries.page import standing_comment, viewpoint
from portal.discussions.queries.shown import shown
from portal.discussions.rules import edit_until
from portal.discussions.views.way_back import PageRequest, standing_on, to_sign_in, way_back

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_GET
def show(request: PageRequest, code: str, comment: str) -> HttpResponse:
    """A comment with its replies; the address of a reply leads to it below the comment it answers.

    For htmx some more replies, or the form to reply with, as its target asks.
    """
    thread = Thread.objects.known(code, request.user)
    standing = standing_comment(thread, comment, request.user)
    if standing.parent is not None:
        above = standing.parent.code
        start = f"?from={standing.place}" if standing.place else ""
        return HttpResponseRedirect(f"{_address(thread, above)}{start}#c-{comment}")
    first = request.GET.get("from", "")
    page = replies_page(
        thread,
        comment,
        request.user,
        request.GET.get("cursor"),
        now(),
        first_place=int(first) if first.isdecimal() and len(first) < 7 else 1,
    )
    parts = {f"more-{comment}": "discussions/replies.html", f"reply-{comment}": "discussions/reply_form.html"}
    template = parts.get(request.htmx.target or "", "discussions/comment_page.html")
    answer = render(request, template, {"discussion": page, "here": standing_on(request)})
    patch_vary_headers(answer, ["HX-Target"])
    return answer


@get_or_post
def edit(request: PageRequest, code: str, comment: str) -> HttpResponse:
    """Change one's own comment."""
    item, back = _found(request, code, comment)
    stored = {"text": item.comment.text, "stance": item.comment.stance}
    typed = {name: request.POST.get(name, "") for name in stored} if request.method == "POST" else stored

    def act() -> None:
        limit_request(request, "discussions.write", 10)
        edit_comment(code=comment, actor=request.user, now=now(), **typed)

    context = {"item": item, "here": back, "stances": Stance.choices, "until": edit_until(item.comment), **typed}
    page = Page("discussions/edit.html", context, back, _("Changed. Somebody looks at it before it appears again."))
    refusal = _("This comment cannot be changed now. You can remove it and write a new one.")
    return _asked_or_done(request, page, act, "" if item.may_edit else refusal)


@get_or_post
def remove(request: PageRequest, code: str, comment: str) -> HttpResponse:
    """Take back one's own comment, or an answer of the community, after asking once more."""
    item, back = _found(request, code, comment)

    def act() -> None:
        remove_comment(code=comment, reason=request.POST.get("reason", ""), actor=request.user, now=now())

    context = {
        "item": item,
        "back_url": back,
        "question": _("Remove this comment?"),
        "consequence": _("Nobody can read it any more. A line says that it was removed; replies stay."),
        "confirm_label": _("Yes, remove it"),
    }
    page = Page("discussions/remove.html", context, back, _("The comment is removed."))
    refusal = _("Only whoever wrote it can remove it. You can report it, and a person will look at it.")
    return _asked_or_done(request, page, act, "" if item.may_remove else refusal)


@get_or_post
def report(request: PageRequest, code: str, comment: str) -> HttpResponse:
    """Ask a person to look at a comment."""
    item, back = _found(request, code, comment)

    def act() -> None:
        limit_request(request, "discussions.report", 10)
        typed = {name: request.POST.get(name, "") for name in ("reason", "words")}
        report_comment(code=comment, actor=request.user, now=now(), **typed)

    context = {
        "item": item,
        "back_url": back,
        "question": _("Report this comment?"),
        "consequence": _("A moderator of the community looks at it. Nobody else learns that it was you."),
        "confirm_label": _("Report it"),
        "reasons": ReportReason.choices,
    }
    page = Page("discussions/report.html", context, back, _("Thank you. A person will look at it."))
    refusal = _("This comment cannot be reported.")
    return _asked_or_done(request, page, act, "" if item.may_report else refusal)


class Page(NamedTuple):
    """A page with a form about one comment, and what is said where it leads `back`, once it is done."""

    template: str
    context: dict[str, Any]
    back: str
    done: str


def _asked_or_done(request: PageRequest, page: Page, act: Callable[[], None], refusal: str) -> HttpResponse:
    """Do what was sent, or show the page: again with what is wrong, or first of all to somebody without a `refusal`.

    Raises Forbidden with the refusal, and what `act` raises but Invalid.
    """
    if request.method == "POST":
        try:
            act()
        except Invalid as invalid:
            context = page.context | {"typed_error": invalid.message}
            return render(request, page.template, context, status=invalid.status)
        messages.success(request, page.done)
        return HttpResponseRedirect(f"{page.back}#thread")
    if not request.user.is_authenticated:
        return to_sign_in(request, request.get_full_path())
    if refusal:
        raise Forbidden(refusal)
    return render(request, page.template, page.context)


def _found(request: PageRequest, code: str, comment: str) -> tuple[ShownComment, str]:
    """The comment as the caller sees it, and the page to go back to; raises Hidden."""
    thread = Thread.objects.known(code, request.user)
    view = viewpoint(thread, request.user, now())
    item = shown(standing_comment(thread, comment, request.user), view)
    return item, way_back(request, item.comment.get_absolute_url())


def _address(thread: Thread, code: str) -> str:
    return f"{thread.get_absolute_url()}{code}/"
