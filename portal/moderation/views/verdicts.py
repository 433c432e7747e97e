"""Deciding in the inbox: each view calls one action and says what came of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from portal.core.clock import now
from portal.core.errors import Forbidden, Invalid, Refusal, WrongState
from portal.moderation.actions import decide_appeal, decide_in_bulk, decide_submission, forward_submission
from portal.moderation.enums import Decision
from portal.moderation.forms import AnswerForm, BulkForm, DecisionForm, ForwardForm
from portal.moderation.models import Submission
from portal.moderation.queries.inbox import replies_for
from portal.moderation.views.inbox import ICON, require_inbox, submission_page

MAX_BULK = 100


@require_POST
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """One decision on one submission."""
    form = DecisionForm(request.POST, replies=replies_for(request.user))
    if not form.is_valid():
        messages.error(request, _("This decision could not be read. Nothing was changed."))
        return _back(request)
    decision = Decision(form.cleaned_data["decision"])
    try:
        decided = decide_submission(
            code=code,
            decision=decision,
            actor=request.user,
            reason=form.reason_given(),
            now=now(),
            seen=form.cleaned_data["seen"],
        )
    except (Invalid, Forbidden, WrongState) as refusal:
        _say(request, code, refusal)
    else:
        page = reverse("moderation_submission", args=[code])
        buttons = [messages.button(f"{page}#moves", _("Take this back")), messages.button(page, _("Look at it"))]
        messages.success(request, _done(decision) % {"title": decided}, buttons=buttons)
    return _back(request)


@require_POST
def decide_many(request: HttpRequest) -> HttpResponse:
    """The same decision on what was ticked, and a page that says of each what came of it."""
    require_inbox(request.user)
    form = BulkForm(request.POST, replies=replies_for(request.user))
    if not form.is_valid():
        messages.error(request, _("Tick something first, and choose what to do with it. Nothing was changed."))
        return _back(request)
    outcomes = decide_in_bulk(
        items=form.items()[:MAX_BULK],
        decision=Decision(form.cleaned_data["decision"]),
        actor=request.user,
        reason=form.reason_given(),
        now=now(),
    )
    found = Submission.objects.in_inbox_of(request.user).filter(code__in=[each.code for each in outcomes])
    by_code = {each.code: each for each in found}
    done = sum(each.refusal is None for each in outcomes)
    return render(
        request,
        "moderation/bulk_outcome.html",
        {
            "breadcrumbs_items": [
                {"url": reverse("moderation_inbox"), "label": _("Inbox")},
                {"url": "", "label": _("What came of it")},
            ],
            "header_title": _("What came of it"),
            "header_icon": ICON,
            "outcomes": [(each, by_code.get(each.code)) for each in outcomes],
            "done": ngettext("%d decision was made.", "%d decisions were made.", done) % done,
            "left": len(outcomes) - done,
            "back": _way_back(request),
        },
    )


@require_POST
def forward(request: HttpRequest, code: str) -> HttpResponse:
    """Pass it on to another community."""
    form = ForwardForm(request.POST)
    if not form.is_valid():
        return submission_page(request, code, forward=form, status=422)
    to = form.cleaned_data["community"]
    try:
        forwarded = forward_submission(
            code=code,
            community=to,
            actor=request.user,
            reason=form.cleaned_data["reason"],
            now=now(),
            seen=request.POST.get("seen", ""),
        )
    except (Invalid, Forbidden, WrongState) as refusal:
        _say(request, code, refusal)
        return redirect("moderation_submission", code=code)
    said = _("“%(title)s” now lies with %(community)s.") % {"title": forwarded, "community": to.title}
    messages.success(request, said)
    return redirect("moderation_inbox")


@require_POST
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Answer an appeal: `verdict` is upheld or overturned."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return submission_page(request, code, answer=form, status=422)
    overturn = form.cleaned_data["verdict"] == "overturned"
    try:
        decide_appeal(code=code, overturn=overturn, actor=request.user, answer=form.cleaned_data["answer"], now=now())
    except (Invalid, Forbidden, WrongState) as refusal:
        _say(request, code, refusal)
    else:
        messages.success(
            request,
            _("The appeal is answered, and it is published after all.")
            if overturn
            else _("The appeal is answered: the decision stands."),
        )
    return redirect("moderation_submission", code=code)


def _done(decision: Decision) -> str:
    return {
        Decision.APPROVE: _("“%(title)s” is published. Its author is told."),
        Decision.RETURN: _("“%(title)s” went back to its author, with your reason."),
        Decision.HIDE: _("“%(title)s” is taken down. Its author is told why."),
        Decision.RESTORE: _("“%(title)s” is published after all. Its author is told."),
    }[decision]


def _say(request: HttpRequest, code: str, refusal: Refusal) -> None:
    """A refusal as a message with a way to look at the thing; what came too late is no fault of anybody."""
    buttons = [messages.button(reverse("moderation_submission", args=[code]), _("Look at it"))]
    (messages.warning if isinstance(refusal, WrongState) else messages.error)(request, refusal.message, buttons=buttons)


def _way_back(request: HttpRequest) -> str:
    """The page the form stood on, with its filters; the inbox where that is not on this site."""
    there: Any = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(there, allowed_hosts=None)
    return there if there and safe else reverse("moderation_inbox")


def _back(request: HttpRequest) -> HttpResponse:
    return redirect(_way_back(request))
