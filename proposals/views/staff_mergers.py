"""Merging proposals of a contest into one of them, and splitting them off again."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.models import User
from portal.core import clock
from portal.core.errors import Hidden, Refusal
from proposals.actions.merge_proposals import merge_proposals, split_proposal
from proposals.enums import ProposalState
from proposals.models import Contest, Proposal
from proposals.models.merging import REASON_AT_MOST
from proposals.queries.mergers import carried_over, contest_of, mergeable, mergers_into, too_late
from proposals.queries.reading import proposal_to_read
from proposals.rules import lives_with_authors
from proposals.views.staff_pages import refusal_lines, show_refusal, staff_page, typed, ways_to

WORDS_AT_MOST = 40


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why they belong together"),
        max_length=REASON_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The authors are told, and everybody can read it."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, code: str) -> HttpResponse:
    """What is part of the proposal, who carried support over, and what else could be merged into it."""
    contest = contest_of(code, request.user)
    canonical = proposal_to_read(code, request.user, contest.code)
    form, chosen, obstacles = ReasonForm(typed(request)), request.POST.getlist("originals"), []
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            merge_proposals(code=code, originals=chosen, reason=reason, actor=request.user, now=clock.now())
        except Hidden:
            raise
        except Refusal as error:
            show_refusal(form, error)
            obstacles = refusal_lines(error)
        else:
            words = ngettext("%d proposal merged.", "%d proposals merged.", len(chosen)) % len(chosen)
            messages.success(request, _("%s Authors and supporters have been told.") % words)
            return redirect("contest_merge", code)
    words = request.GET.get("q", "").strip()[:WORDS_AT_MOST]
    context: dict[str, Any] = {
        "proposal": canonical,
        "contest": contest,
        "form": form,
        "chosen": chosen,
        "obstacles": obstacles,
        "words": words,
        "mergers": mergers_into(canonical),
        "carried": carried_over(canonical),
        "own": lives_with_authors(cast(User, request.user), canonical),
        "closed": _why_closed(contest, canonical),
        "found": mergeable(canonical, words),
    }
    ways = [*ways_to(contest), (canonical.title, reverse("contest_proposal", args=[code]))]
    status = 422 if form.errors else 200
    return staff_page(request, "merge.html", _("Merge"), ways, context, status)


def _why_closed(contest: Contest, canonical: Proposal) -> str:
    if canonical.state != ProposalState.PUBLISHED:
        return _("Only a published proposal can take others in.")
    return too_late(contest)


@require_POST
def split(request: HttpRequest, code: str, original: str) -> HttpResponse:
    """Let one stand by itself again."""
    contest_of(code, request.user)
    reason = request.POST.get("reason", "")
    try:
        split_proposal(code=code, original=original, reason=reason, actor=request.user, now=clock.now())
    except Hidden:
        raise
    except Refusal as error:
        for line in refusal_lines(error):
            messages.error(request, line)
    else:
        messages.success(request, _("It stands by itself again. Its author has been told."))
    return redirect("contest_merge", code)
