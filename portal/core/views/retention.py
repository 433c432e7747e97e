"""Staff: what is deleted when and why, and what the last sweep did."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required

from portal.core.crumbs import crumbs
from portal.core.retention import standings


@permission_required("core.retry_outbox")
@require_safe
def retention(request: HttpRequest) -> HttpResponse:
    title = _("What is deleted when")
    frame = {"header_title": title, "header_icon": "bin", "breadcrumbs_items": crumbs((title, ""))}
    return render(request, "core/staff/retention.html", frame | {"standings": standings()})
