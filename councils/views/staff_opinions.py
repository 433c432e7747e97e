"""Statements in the staff area: what the community itself puts up to begin with. Residents' are in the inbox."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from councils.actions.opinions import open_with_statement, take_statement_down
from councils.conventions_enums import ConventionState
from councils.models.opinions import STATEMENT_AT_MOST
from councils.queries import opinions as read
from councils.queries.conventions import version_in_care_of
from portal.core import clock
from portal.core.crumbs import crumbs
from portal.core.errors import Hidden, Invalid


@require_http_methods(["GET", "HEAD", "POST"])
def statements(request: HttpRequest, code: str) -> HttpResponse:
    """What the community put up, how many answered, and one more."""
    version = version_in_care_of(code, request.user)
    typed, wrong = "", ""
    if request.method == "POST":
        typed = request.POST.get("text", "")
        try:
            open_with_statement(version_code=code, text=typed, actor=request.user, now=clock.now())
        except Invalid as error:
            wrong = error.fields.get("text", error.message)
        else:
            messages.success(request, _("Neighbours are asked about it now."))
            return redirect("conventions_statements", code)
    title = _("Statements about %s") % version
    context = {
        "version": version,
        "statements": list(read.statements_on_desk(version)),
        "open": version.state == ConventionState.DRAFTED,
        "typed": typed,
        "wrong": wrong,
        "at_most": STATEMENT_AT_MOST,
        "header_title": title,
        "header_icon": "doc-full",
        "breadcrumbs_items": crumbs(
            (_("Residents' conventions"), reverse("conventions_staff")),
            (str(version), reverse("conventions_version", args=[code])),
            (title, ""),
        ),
    }
    return render(request, "councils/opinions/staff.html", context, status=422 if wrong else 200)


@require_POST
def take_down(request: HttpRequest, code: str, statement: str) -> HttpResponse:
    version = version_in_care_of(code, request.user)
    if not version.statements.filter(code=statement).exists():
        raise Hidden
    take_statement_down(code=statement, actor=request.user, now=clock.now())
    messages.success(request, _("Nobody is asked about it any more."))
    return redirect("conventions_statements", code)
