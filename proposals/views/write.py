"""Writing a proposal, one question a screen. Every answer is saved as it is typed, and again with each step."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.core import clock
from portal.core.errors import Hidden, Invalid
from portal.core.ratelimit import limit_request
from proposals.actions.write_draft import save_cost_lines, save_draft_answer, start_draft
from proposals.completeness import missing_answers
from proposals.enums import ProposalState
from proposals.forms import AmountError, QuestionForm, as_new_lines, read_cost_lines
from proposals.models import Proposal
from proposals.queries.reading import contest_to_read, own_proposal_to_read
from proposals.rules import can_edit_proposal
from proposals.views.checking import check_page
from proposals.views.shown import steps
from proposals.wording import what_next
from proposals.writing import BY_SLUG, CHECK, COSTS, PHOTOS, QUESTIONS, SLUGS, Question, first_open_page, neighbours

SAVES_PER_MINUTE = 120
BLANK_LINES = 2
TEMPLATES = {PHOTOS.slug: "proposals/write_photos.html", COSTS.slug: "proposals/write_costs.html"}


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, contest: str) -> HttpResponse:
    """What is going to be asked, and drafts begun before; a POST begins a new one."""
    now = clock.now()
    if request.method == "POST":
        limit_request(request, "proposals.begin", 10)
        draft = start_draft(contest_code=contest, actor=request.user, now=now)
        return redirect("proposals:write", draft.code, QUESTIONS[0].slug)
    found = contest_to_read(contest, request.user)
    mine = Proposal.objects.filter(contest=found, state=ProposalState.DRAFT)
    context = {
        "contest": found,
        "questions": QUESTIONS,
        "steps": steps(found, now),
        "next": what_next(found, now),
        "drafts": mine.filter(author=request.user).order_by("-saved_at") if request.user.is_authenticated else (),
    }
    return render(request, "proposals/begin.html", context)


@require_safe
def resume(request: HttpRequest, code: str) -> HttpResponse:
    """To the first question without an answer; once handed in, to where it stands."""
    draft = own_proposal_to_read(code, request.user)
    if not can_edit_proposal(request.user, draft):
        return redirect("proposals:state", draft.contest.code, code)
    missing = missing_answers(draft, list(draft.cost_lines.all()))
    return redirect("proposals:write", code, first_open_page(missing))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def question_page(request: HttpRequest, code: str, question: str) -> HttpResponse:
    """One question. A POST saves it and goes where `go` says; htmx only saves and is told when."""
    draft = own_proposal_to_read(code, request.user)
    if not can_edit_proposal(request.user, draft):
        return redirect("proposals:state", draft.contest.code, code)
    if question == CHECK:
        return check_page(request, draft)
    asked = BY_SLUG.get(question)
    if asked is None:
        raise Hidden
    if request.method != "POST":
        return show_question(request, draft, asked)
    limit_request(request, "proposals.save", SAVES_PER_MINUTE)
    errors = _save(request, draft, asked)
    if getattr(request, "htmx", False):
        saved = own_proposal_to_read(code, request.user)
        context = {"proposal": saved, "errors": errors, "at": timezone.localtime(clock.now()), "question": asked}
        return render(request, "proposals/saved.html", context, status=422 if errors else 200)
    return show_question(request, draft, asked, errors) if errors else redirect(_onward(request, code, asked))


def show_question(
    request: HttpRequest, draft: Proposal, asked: Question, errors: dict[str, str] | None = None
) -> HttpResponse:
    """The page, with what was typed and what is wrong with it where something is."""
    before, _after = neighbours(asked.slug)
    context: dict[str, Any] = {
        "proposal": draft,
        "contest": draft.contest,
        "question": asked,
        "errors": errors or {},
        "step": SLUGS.index(asked.slug) + 1,
        "total": len(SLUGS),
        "back": reverse("proposals:write", args=[draft.code, before]) if before else _contest_address(draft),
        "to_check": request.GET.get("from") == CHECK,
    }
    typed = request.POST if request.method == "POST" else None
    if asked.answers:
        context["form"] = _filled(QuestionForm(asked, draft, typed), errors)
    elif asked is COSTS:
        context["lines"] = _lines(draft, read_cost_lines(typed) if typed is not None else None)
    template = TEMPLATES.get(asked.slug, "proposals/write_text.html")
    return render(request, template, context, status=422 if errors else 200)


def _save(request: HttpRequest, draft: Proposal, asked: Question) -> dict[str, str]:
    """Save what the page asks; what could not be kept, by field. The other fields are kept all the same."""
    now = clock.now()
    errors: dict[str, str] = {}
    for answer in asked.answers:
        value = request.POST.get(answer.value, "")
        try:
            save_draft_answer(code=draft.code, answer=answer, value=value, actor=request.user, now=now)
        except Invalid as refusal:
            errors |= refusal.fields
    if asked is COSTS:
        try:
            lines = as_new_lines(read_cost_lines(request.POST))
            save_cost_lines(code=draft.code, lines=lines, actor=request.user, now=now)
        except AmountError as error:
            errors["costs"] = _("“%s” is not an amount we can read. Write it like 8000.") % error
        except Invalid as refusal:
            errors |= refusal.fields
    return errors


def _onward(request: HttpRequest, code: str, asked: Question) -> str:
    go = request.POST.get("go", "next")
    if go == "more":
        return reverse("proposals:write", args=[code, asked.slug])
    return reverse("proposals:write", args=[code, CHECK if go == CHECK else neighbours(asked.slug)[1]])


def _filled(form: QuestionForm, errors: dict[str, str] | None) -> QuestionForm:
    for name, words in (errors or {}).items():
        form.add_error(name, words)
    return form


def _lines(draft: Proposal, typed: list[tuple[str, str]] | None) -> list[tuple[str, str]]:
    """The lines as typed or as saved, and some empty ones below."""
    if typed is None:
        typed = [
            (line.label, "" if line.amount_cny is None else f"{line.amount_cny.normalize():f}")
            for line in draft.cost_lines.all()
        ]
    kept = [(label, amount) for label, amount in typed if label or amount]
    return kept + [("", "")] * max(BLANK_LINES, 3 - len(kept))


def _contest_address(draft: Proposal) -> str:
    return draft.contest.get_absolute_url()
