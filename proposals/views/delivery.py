"""How a winner is carried out, for everybody to follow, and the word of those who accept it for the residents."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.cases.queries.timeline import public_photo
from portal.core import clock
from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from portal.core.private_files import file_answer
from proposals.actions.inspect_project import inspect_project
from proposals.enums import ProposalState
from proposals.models import Proposal
from proposals.queries.delivery import delivery_of, inspector_of
from proposals.queries.outcomes import outcomes
from proposals.queries.reading import proposal_to_read, require_in_contest
from proposals.views.staff_pages import refusal_lines


@require_safe
def delivery_page(request: HttpRequest, contest: str, code: str) -> HttpResponse:
    """Money, milestones, changes, acceptance and the timeline. Raises Hidden for what was not publicly chosen."""
    return _page(request, _chosen(request, contest, code), [])


@require_POST
def inspect(request: HttpRequest, contest: str, code: str) -> HttpResponse:
    """Accept the work for the residents, or say what is missing (`missing`)."""
    require_in_contest(code, contest)
    try:
        inspect_project(
            code=code,
            accepted="missing" not in request.POST,
            words=request.POST.get("words", ""),
            actor=request.user,
            now=clock.now(),
        )
    except (Forbidden, Invalid, WrongState) as error:
        return _page(request, _chosen(request, contest, code), refusal_lines(error), error.status)
    messages.success(request, _("Thank you. It is on record."))
    return redirect("proposals:delivery", contest, code)


@require_safe
def photo(request: HttpRequest, code: str) -> HttpResponse:
    """A picture of the public timeline of something that everybody may read. Raises Hidden."""
    found = public_photo(code)
    if found is None or not Proposal.objects.public().filter(project__case=found.entry.case_id).exists():
        raise Hidden
    return file_answer(request, found.image, "image/jpeg", public=True)


def _chosen(request: HttpRequest, contest: str, code: str) -> Proposal:
    found = proposal_to_read(code, request.user, contest)
    outcome = outcomes([found], clock.now()).get(found.pk)
    if found.state != ProposalState.PUBLISHED or outcome is None or not outcome.selected:
        raise Hidden
    return found


def _page(request: HttpRequest, found: Proposal, obstacles: list[str], status: int = 200) -> HttpResponse:
    delivery = delivery_of(found)
    context = {
        "proposal": found,
        "contest": found.contest,
        "delivery": delivery,
        "project": delivery.project if delivery else None,
        "mine": inspector_of(delivery, request.user) if delivery and request.user.is_authenticated else None,
        "obstacles": obstacles,
    }
    return render(request, "proposals/delivery.html", context, status=status)
