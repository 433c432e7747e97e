"""The search on the site; it works without scripts, and suggestions come while typing where there are some."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.core import clock
from portal.core.ratelimit import limit_request
from search.actions.asked import answer
from search.filters import SEARCHES_PER_MINUTE, SUGGESTIONS_PER_MINUTE, filters_of
from search.forms import SearchForm
from search.queries.suggested import popular, suggested
from search.query import LETTERS_AT_MOST


@never_cache
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What somebody looks for in all rooms at once, narrowed by kind, community, standing and time."""
    limit_request(request, "search", SEARCHES_PER_MINUTE)
    now = clock.now()
    text = request.GET.get("q", "").strip()
    question = SearchForm(request.GET).question(text[:LETTERS_AT_MOST])
    answered = answer(question=question, user=request.user, now=now)
    context = {
        "text": text,
        "question": question,
        "narrowed": question.is_narrowed,
        "answer": answered,
        "filters": filters_of(answered.facets, question, request.GET) if answered.facets else [],
        "popular": [] if text else popular(now),
        "at_most": LETTERS_AT_MOST,
        "too_long": len(text) > LETTERS_AT_MOST,
    }
    return render(request, "search/search.html", context)


@never_cache
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """The list beneath the field while somebody types."""
    limit_request(request, "suggest", SUGGESTIONS_PER_MINUTE)
    text = request.GET.get("q", "")
    return render(request, "search/suggestions.html", {"suggestions": suggested(text, request.user, clock.now())})
