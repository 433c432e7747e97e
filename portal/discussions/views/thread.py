from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.core.clock import now
from portal.core.errors import Invalid, Refusal, SignInNeeded
from portal.core.ratelimit import limit_request
from portal.discussions.actions import answer_officially, follow_thread, unfollow_thread, write_comment
from portal.discussions.enums import Order
from portal.discussions.models import Comment, Thread
from portal.discussions.queries import thread_page
from portal.discussions.rules import MAX_TEXT
from portal.discussions.views.way_back import PageRequest, standing_on, to_sign_in, way_back

DRAFT = "discussion_draft"
WRITES_A_MINUTE = 10


@require_GET
def show(request: PageRequest, code: str) -> HttpResponse:
    """The discussion as a page of its own; for htmx the part of it that was asked for."""
    thread = Thread.objects.known(code, request.user)
    asked = request.GET
    discussion = thread_page(
        thread,
        request.user,
        asked.get("cursor"),
        now(),
        order=asked.get("order") or Order.NEWEST,
        stance=asked.get("stance", ""),
    )
    parts = {"thread-more": "discussions/rows.html", "thread-body": "discussions/body.html"}
    template = parts.get(request.htmx.target or "", "discussions/thread_page.html")
    answer = render(request, template, {"discussion": discussion, "here": standing_on(request)})
    patch_vary_headers(answer, ["HX-Target"])
    return answer


@require_POST
def write(request: PageRequest, code: str) -> HttpResponse:
    """Send a comment or a reply; whoever has to sign in first finds the words again afterwards."""
    thread = Thread.objects.known(code, request.user)
    back = way_back(request, thread.get_absolute_url())
    typed = {name: request.POST.get(name, "") for name in ("text", "stance", "parent")}
    try:
        limit_request(request, "discussions.write", WRITES_A_MINUTE)
        write_comment(
            thread_code=code,
            text=typed["text"],
            stance=typed["stance"],
            parent_code=typed["parent"],
            actor=request.user,
            now=now(),
        )
    except SignInNeeded:
        request.session[DRAFT] = typed | {"thread": code, "text": typed["text"][:MAX_TEXT]}
        return to_sign_in(request, _form_address(thread, typed["parent"], back))
    except Refusal as refusal:
        return _not_sent(request, thread, back, typed, refusal)
    request.session.pop(DRAFT, None)
    received = _("Received. Somebody looks at it before it appears; you find it below and under “Mine”.")
    return _sent(request, thread, back, received)


@require_POST
def answer(request: PageRequest, code: str) -> HttpResponse:
    """Publish the community's answer."""
    thread = Thread.objects.known(code, request.user)
    back = way_back(request, thread.get_absolute_url())
    limit_request(request, "discussions.write", WRITES_A_MINUTE)
    try:
        answer_officially(thread_code=code, text=request.POST.get("text", ""), actor=request.user, now=now())
    except Invalid as refusal:
        return _not_sent(request, thread, back, {}, refusal)
    return _sent(request, thread, back, _("The answer is published and stands on top."))


@require_POST
def follow(request: PageRequest, code: str) -> HttpResponse:
    """Follow the discussion (`on` is 1) or stop following."""
    thread = Thread.objects.known(code, request.user)
    back = way_back(request, thread.get_absolute_url())
    wanted = request.POST.get("on") == "1"
    if not request.user.is_authenticated:
        return to_sign_in(request, f"{back}#thread")
    limit_request(request, "discussions.follow", 30)
    change = follow_thread if wanted else unfollow_thread
    change(thread=thread, user=request.user)
    if request.htmx:
        return render(request, "discussions/follow.html", {"thread": thread, "following": wanted, "here": back})
    return HttpResponseRedirect(f"{back}#thread")


def _sent(request: PageRequest, thread: Thread, back: str, words: str) -> HttpResponse:
    if not request.htmx:
        messages.success(request, words)
        return HttpResponseRedirect(f"{back}#thread")
    discussion = thread_page(Thread.objects.known(thread.code, request.user), request.user, None, now())
    context = {"discussion": discussion, "here": back, "words": words, "tone": "success"}
    return render(request, "discussions/written.html", context)


def _not_sent(request: PageRequest, thread: Thread, back: str, typed: dict[str, str], refusal: Refusal) -> HttpResponse:
    """Say why, and leave what was typed where it is."""
    if request.htmx:
        said: dict[str, Any] = {"words": refusal.message, "tone": "error"}
        response = render(request, "discussions/said.html", said, status=refusal.status)
        response["HX-Retarget"], response["HX-Reswap"] = "#thread-status", "innerHTML show:#thread:top"
        return response
    if not isinstance(refusal, Invalid):
        raise refusal
    discussion = thread_page(thread, request.user, None, now())
    context = {"discussion": discussion, "here": back, "typed": typed, "typed_error": refusal.message}
    return render(request, "discussions/thread_page.html", context, status=refusal.status)


def _form_address(thread: Thread, parent: str, back: str) -> str:
    """Where the form stands that somebody filled in before signing in: a reply's on the comment's own page."""
    if Comment.objects.filter(thread=thread, code=parent).exists():
        return f"{reverse('discussions:comment', args=[thread.code, parent])}#reply-{parent}"
    return f"{back}#say"
