"""The search on the site; it works without scripts, and suggestions come while typing where there are some."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.core import clock
from portal.core.ratelimit import limit_request
from search.actions.asked import count_asked
from search.filters import SEARCHES_PER_MINUTE, SUGGESTIONS_PER_MINUTE, filters_of, is_narrowed
from search.forms import SearchForm
from search.queries.found import found
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
    answer = found(question, request.user, now)
    if text and not question.cursor and not is_narrowed(question):
        count_asked(text=text, hits=len(answer.hits), now=now)
    context = {
        "text": text,
        "question": question,
        "narrowed": is_narrowed(question),
        "answer": answer,
        "filters": filters_of(answer.facets, question, request.GET) if answer.facets else [],
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
