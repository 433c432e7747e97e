"""The author's page of one submission, and the appeal on it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from portal.core.clock import now
from portal.core.ratelimit import limit_request
from portal.moderation.actions import appeal_decision
from portal.moderation.forms import AppealForm
from portal.moderation.queries.story import story

APPEALS_PER_MINUTE = 10


@never_cache
@require_GET
def submission(request: HttpRequest, code: str) -> HttpResponse:
    """What happened to it and why, who may be asked, and the way on."""
    return _page(request, code, AppealForm())


@require_POST
def appeal(request: HttpRequest, code: str) -> HttpResponse:
    limit_request(request, "moderation.appeal", APPEALS_PER_MINUTE)
    form = AppealForm(request.POST)
    actor: Any = request.user
    if not form.is_valid():
        return _page(request, code, form, status=422)
    appeal_decision(code=code, actor=actor, text=form.cleaned_data["text"], now=now())
    messages.success(request, _("Your appeal is with the community. Somebody else decides, and you hear the answer."))
    return redirect("moderation:submission", code=code)


def _page(request: HttpRequest, code: str, form: AppealForm, status: int = 200) -> HttpResponse:
    told = story(code=code, viewer=request.user, now=now())
    return render(request, "moderation/submission.html", {"story": told, "form": form}, status=status)
