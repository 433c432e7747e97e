"""Suggested wordings in the staff area: what waits for an answer, beside what the draft says."""

from collections.abc import Callable
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from councils.actions.conventions import accept_wording, decline_wording, merge_wordings
from councils.conventions_enums import Answer, WordingState
from councils.models import Wording
from councils.queries import conventions as read
from councils.queries.wordings import as_shown, unanswered, wordings_on_desk
from councils.views.staff_conventions import page_of_conventions, way_to_version
from portal.accounts.staff_acts import do
from portal.core import clock
from portal.core.errors import Hidden

AT_MOST = 50


@require_safe
def wordings(request: HttpRequest, code: str) -> HttpResponse:
    version = read.version_in_care_of(code, request.user)
    shown = as_shown(wordings_on_desk(version)[:AT_MOST], request.user, answering=True)
    groups = [list(each) for _thread, each in groupby(shown, lambda each: each.wording.thread_id)]
    unread = unanswered(version).filter(state=WordingState.QUEUED).count()
    context = {"version": version, "groups": groups, "unread": unread}
    return page_of_conventions(request, "wordings.html", _("Suggested wordings"), [way_to_version(version)], context)


@require_POST
def answer(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """Take it over, work it in with others of its article, or say why not."""
    wording = Wording.objects.in_care_of(request.user).filter(code=code).select_related("version").first()
    if wording is None or what not in (Answer.ACCEPT, Answer.MERGE, Answer.DECLINE):
        raise Hidden
    sent = request.POST
    words, text, others = sent.get("answer", ""), sent.get("text", ""), sent.getlist("others")
    seen = int(sent["seen"]) if sent.get("seen", "").isdecimal() else -1
    actor, now = request.user, clock.now()
    acts: dict[str, Callable[[], object]] = {
        Answer.ACCEPT: lambda: accept_wording(code=code, seen=seen, answer=words, actor=actor, now=now),
        Answer.MERGE: lambda: merge_wordings(
            code=code, others=others, text=text, seen=seen, answer=words, actor=actor, now=now
        ),
        Answer.DECLINE: lambda: decline_wording(code=code, reason=words, actor=actor, now=now),
    }
    address = reverse("conventions_wordings", args=[wording.version.code])
    return do(request, acts[what], _("Answered; whoever suggested it hears of it."), address)
