"""Sending a proposal back with other words for its answers."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.core import clock
from portal.core.errors import Hidden, Refusal
from portal.moderation.lifecycle import OPEN_STATES
from proposals.actions.suggest_words import return_with_suggestions
from proposals.queries.staff import proposal_in_care_of
from proposals.staff_forms import SuggestForm
from proposals.views.staff_pages import show_refusal, staff_page, typed


@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest, code: str) -> HttpResponse:
    """The answers as they are, to be written anew; the POST returns the proposal. Raises Hidden."""
    found = proposal_in_care_of(code, request.user)
    if found.submission is None or found.submission.state not in OPEN_STATES:
        raise Hidden
    form = SuggestForm(typed(request), proposal=found)
    if request.method == "POST" and form.is_valid():
        try:
            return_with_suggestions(
                code=code,
                suggestions=form.suggestions(),
                reason=form.cleaned_data["reason"],
                actor=request.user,
                now=clock.now(),
                seen=form.cleaned_data["seen"],
            )
        except Hidden:
            raise
        except Refusal as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Returned. The author sees your words beside theirs."))
            return redirect("contest_proposal", code)
    ways = [
        (_("Proposals"), reverse("contest_proposals")),
        (found.title, reverse("contest_proposal", args=[code])),
    ]
    context: dict[str, forms.Form | object] = {"proposal": found, "form": form}
    status = 422 if request.method == "POST" else 200
    return staff_page(request, "suggest.html", _("Return with suggestions"), ways, context, status)
