"""Asking an author to divide a proposal, seeing how far they are, and letting a divided one stand again."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.core import clock
from portal.core.errors import Hidden, Refusal
from proposals.actions.divide_proposal import ask_to_divide, reunite_proposal
from proposals.enums import ProposalState
from proposals.models.merging import REASON_AT_MOST
from proposals.queries.divisions import open_division, why_not_divisible
from proposals.queries.staff import proposal_in_care_of
from proposals.rules import lives_with_authors, manages_contest
from proposals.views.staff_pages import show_refusal, staff_page, typed


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=REASON_AT_MOST, widget=forms.Textarea(attrs={"rows": 3})
    )


@require_http_methods(["GET", "HEAD", "POST"])
def division(request: HttpRequest, code: str) -> HttpResponse:
    """For staff of its community; a divided one is let stand again by its managers alone. Raises Hidden."""
    found, now = proposal_in_care_of(code, request.user), clock.now()
    divided = found.state == ProposalState.DIVIDED
    form = ReasonForm(typed(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            if divided:
                reunite_proposal(code=code, reason=reason, actor=request.user, now=now)
                messages.success(request, _("It stands by itself again. Its author has been told."))
            else:
                ask_to_divide(code=code, reason=reason, actor=request.user, now=now)
                messages.success(request, _("Its author has been asked."))
        except Hidden:
            raise
        except Refusal as error:
            show_refusal(form, error)
        else:
            return redirect("contest_division", code)
    under_way = open_division(found)
    context = {
        "proposal": found,
        "form": form,
        "division": under_way,
        "past": found.divisions.exclude(ended_at=None).order_by("-ended_at"),
        "own": lives_with_authors(request.user, found),
        "divided": divided,
        "manages": manages_contest(request.user, found.contest),
        "closed": "" if divided or under_way else why_not_divisible(found, now),
    }
    ways = [
        (_("Proposals"), reverse("contest_proposals")),
        (found.title, reverse("contest_proposal", args=[code])),
    ]
    return staff_page(request, "division.html", _("Divide into two"), ways, context, 422 if form.errors else 200)
