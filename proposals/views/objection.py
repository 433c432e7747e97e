"""Objecting to a contest's result."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.accounts.rules import require_verified_phone
from portal.ballots.models.certification import TEXT_AT_MOST
from portal.ballots.rules import takes_objections
from portal.core import clock
from portal.core.errors import Invalid, SignInNeeded, VerificationNeeded, WrongState
from portal.core.ratelimit import limit_request
from proposals.actions.object_to_result import object_to_result
from proposals.queries.reading import contest_to_read

PER_MINUTE = 5


class ObjectionForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("What is wrong with the result?"),
        max_length=TEXT_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Say what you saw, and where."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def object_page(request: HttpRequest, contest: str) -> HttpResponse:
    """The form while objections are taken, a sentence otherwise. What was typed is kept where it is refused."""
    now, user = clock.now(), request.user
    found = contest_to_read(contest, user)
    require_verified_phone(user)
    open_now = found.poll is not None and takes_objections(found.poll, now)
    form, status = ObjectionForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        limit_request(request, "proposals.object", PER_MINUTE)
        status = 422
        if form.is_valid():
            try:
                object_to_result(code=contest, text=form.cleaned_data["text"], actor=user, now=now)
            except (SignInNeeded, VerificationNeeded):
                raise
            except (Invalid, WrongState) as error:
                form.add_error("text", error.fields.get("text", error.message))
                status = error.status
            else:
                messages.success(request, _("Your objection has arrived. You will be told the answer."))
                return redirect(reverse("proposals:result", args=[contest]) + "#objections")
    until = found.poll.objections_until if found.poll is not None and open_now else None
    return render(request, "proposals/object.html", {"contest": found, "form": form, "until": until}, status=status)
