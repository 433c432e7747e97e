"""The inbox in the Wagtail admin: what waits in one's communities, and one submission with its whole history."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.accounts.queries import communities_of
from portal.core.clock import now
from portal.core.crumbs import crumbs
from portal.core.errors import Hidden
from portal.moderation.enums import Box, Decision
from portal.moderation.forms import AnswerForm, ForwardForm, InboxFilter
from portal.moderation.queries.inbox import inbox_page, replies_for, submission_in_inbox, summary
from portal.moderation.queries.story import step_label, taken_by
from portal.moderation.views.cards import cards_for, changes_by_round

ICON = "tasks"


def require_inbox(user: Any) -> None:
    """Raises Hidden for somebody who moderates nothing."""
    if not communities_of(user).exists():
        raise Hidden


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    require_inbox(request.user)
    at = now()
    filters = InboxFilter(request.GET, user=request.user)
    chosen = filters.chosen()
    page = inbox_page(request.user, **chosen, cursor=request.GET.get("cursor"))
    return render(
        request,
        "moderation/inbox.html",
        {
            "breadcrumbs_items": crumbs((_("Inbox"), "")),
            "header_title": _("Inbox"),
            "header_icon": ICON,
            "summary": summary(request.user, at),
            "filters": filters,
            "box": chosen["box"],
            "boxes": Box,
            "cards": cards_for(request, page.items, at),
            "replies": _replies(request.user),
            "next_cursor": page.next_cursor,
            "keys": _wants_keys(request.user),
        },
    )


@require_GET
def submission(request: HttpRequest, code: str) -> HttpResponse:
    return submission_page(request, code)


def submission_page(
    request: HttpRequest,
    code: str,
    *,
    forward: ForwardForm | None = None,
    answer: AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """One submission with everything that happened to it; raises Hidden where it lies with somebody else."""
    found = submission_in_inbox(code, request.user)
    steps = found.rulings.select_related("actor").order_by("-at", "-id")
    return render(
        request,
        "moderation/inbox_submission.html",
        {
            "breadcrumbs_items": crumbs((_("Inbox"), reverse("moderation_inbox")), (str(found), "")),
            "header_title": str(found),
            "header_icon": ICON,
            "card": cards_for(request, [found], now())[0],
            "steps": [(step, step_label(step), taken_by(step, found)) for step in steps],
            "rounds": changes_by_round(found),
            "appeals": found.appeals.select_related("decided_by"),
            "replies": _replies(request.user),
            "forward": forward or ForwardForm(),
            "answer": answer or AnswerForm(),
        },
        status=status,
    )


def _replies(user: Any) -> dict[str, list[Any]]:
    """The canned replies that give a reason, by decision."""
    found = list(replies_for(user))
    return {
        decision.value: [reply for reply in found if reply.decision == decision]
        for decision in (Decision.RETURN, Decision.HIDE)
    }


def _wants_keys(user: Any) -> bool:
    """Single keys can be switched off in Wagtail's account settings (WCAG 2.1.4)."""
    profile = getattr(user, "wagtail_userprofile", None)
    return bool(profile is None or profile.keyboard_shortcuts)
