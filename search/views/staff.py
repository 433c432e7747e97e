"""The search in the staff area: what was not found, words that mean the same with their effect, and its health."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.staff_acts import show_refusal
from portal.core import clock
from portal.core.crumbs import crumbs
from portal.core.errors import Refusal
from portal.core.search_source import search_sources
from search.actions.words import add_words, remove_words, words_in
from search.forms import SynonymForm
from search.models import SynonymGroup
from search.queries.found import Question, found
from search.queries.insight import health, missed
from search.queries.synonyms import grouped
from search.query import Synonyms
from search.rules import require_looks_after

GROUPS_AT_MOST = 300


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Everything on one page; `?words=` begins a group, and "try" shows what it would find before it is kept."""
    require_looks_after(request.user)
    now = clock.now()
    form = SynonymForm(
        request.POST if request.method == "POST" else None, initial={"words": request.GET.get("words", "")}
    )
    tried: list[tuple[str, int, int]] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            if "try" in request.POST:
                tried = _effect(request, words_in(given["words"]))
            else:
                made = add_words(line=given["words"], note=given["note"], actor=request.user, now=now)
                messages.success(request, _("Kept: %(words)s") % {"words": made.words})
                return redirect("search_staff")
        except Refusal as error:
            show_refusal(form, error)
    state = health(now)
    context = {
        "header_title": _("Search"),
        "header_icon": "search",
        "breadcrumbs_items": crumbs((_("Search"), "")),
        "form": form,
        "tried": tried,
        "missed": missed(now),
        "groups": SynonymGroup.objects.all()[:GROUPS_AT_MOST],
        "health": state,
        "kinds": [
            (str(search_sources.get(name).label) if name in search_sources else name, count)
            for name, count in state.documents.items()
        ],
    }
    return render(request, "search/staff.html", context, status=422 if form.errors else 200)


@require_POST
def remove(request: HttpRequest, group_id: int) -> HttpResponse:
    """Take a group away; its words stand in the form, so that one tap brings it back."""
    require_looks_after(request.user)
    words = remove_words(group_id=group_id, actor=request.user, now=clock.now())
    messages.success(request, _("Taken away: %(words)s. They stand in the form, to be kept again.") % {"words": words})
    return redirect(f"{reverse('search_staff')}?{urlencode({'words': words})}")


def _effect(request: HttpRequest, words: list[str]) -> list[tuple[str, int, int]]:
    """Each word with how much it finds now, and with the others."""
    now = clock.now()
    with_them = grouped([*SynonymGroup.objects.values_list("words", flat=True), "、".join(words)])

    def total(word: str, known: Synonyms | None = None) -> int:
        answer = found(Question(word), request.user, now, known)
        return 0 if answer.relaxed else answer.total

    return [(word, total(word), total(word, with_them)) for word in words]
