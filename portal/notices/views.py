"""The inbox of notices and what one wants to hear of."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.core.clock import now
from portal.core.ratelimit import limit_request
from portal.notices import queries
from portal.notices.actions import mark_all_read, mark_read, set_preferences
from portal.notices.rules import DIGEST_AT

WRITES_PER_MINUTE = 60


@never_cache
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Unread first, then the newest."""
    page = queries.inbox(request.user, request.GET.get("cursor"))
    return render(
        request,
        "notices/inbox.html",
        {"notices": page.items, "next_cursor": page.next_cursor, "unread": queries.unread_count(request.user)},
    )


@never_cache
@require_GET
def notice(request: HttpRequest, code: str) -> HttpResponse:
    """Open one: it counts as read, and the person lands on what it is about."""
    found = queries.notice_of(request.user, code)
    actor: Any = request.user
    mark_read(codes=[code], actor=actor, now=now())
    here = url_has_allowed_host_and_scheme(found.url, allowed_hosts=None)
    return redirect(found.url if found.url and here else "notices:inbox")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    limit_request(request, "notices.read", WRITES_PER_MINUTE)
    actor: Any = request.user
    count = mark_all_read(actor=actor, now=now())
    messages.success(
        request,
        ngettext("%d notice is marked as read.", "%d notices are marked as read.", count) % count
        if count
        else _("Everything was read already."),
    )
    return redirect("notices:inbox")


@never_cache
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Kinds of news by ways to hear of them; a box that is not ticked is a no."""
    wishes = queries.preferences_of(request.user)
    if request.method == "POST":
        limit_request(request, "notices.preferences", WRITES_PER_MINUTE)
        ticked = set(request.POST.getlist("wanted"))
        actor: Any = request.user
        set_preferences(
            actor=actor,
            choices={
                (each.kind, wish.channel): f"{each.kind}:{wish.channel}" in ticked
                for each in wishes
                for wish in each.channels
            },
        )
        messages.success(request, _("Saved. From now on you hear only what you ticked."))
        return redirect("notices:preferences")
    quiet_from, quiet_until = settings.QUIET_HOURS
    hours = {"quiet_from": quiet_from, "quiet_until": quiet_until, "gathered_at": DIGEST_AT}
    return render(request, "notices/preferences.html", {"wishes": wishes, **hours})
