"""Search for the mini-program."""

from typing import Any

from django.http import HttpRequest, QueryDict
from ninja import Router

from portal.core import clock
from portal.core.ratelimit import limit_request
from search.actions.asked import answer
from search.filters import SEARCHES_PER_MINUTE, SUGGESTIONS_PER_MINUTE, filters_of
from search.forms import SearchForm
from search.queries.found import Facets, Hit, Question
from search.queries.similar import similar
from search.queries.suggested import popular, suggested
from search.query import LETTERS_AT_MOST
from search.schemas import AlikeOut, SearchOut, SuggestOut

router = Router(tags=["search"])


@router.get("/search", response=SearchOut)
def search(
    request: HttpRequest,
    q: str = "",
    kind: str = "",
    community: str = "",
    standing: str = "",
    period: str = "",
    sort: str = "",
    cursor: str = "",
) -> dict[str, Any]:
    """What the caller may see of what fits, as on the site; a filter nobody knows is none."""
    limit_request(request, "search", SEARCHES_PER_MINUTE)
    given = {
        "kind": kind,
        "community": community,
        "standing": standing,
        "period": period,
        "sort": sort,
        "cursor": cursor,
    }
    question = SearchForm(given).question(q.strip()[:LETTERS_AT_MOST])
    answered = answer(question=question, user=request.user, now=clock.now())
    return {
        "items": [_hit(hit) for hit in answered.hits],
        "next_cursor": answered.next_cursor or None,
        "total": answered.total,
        "facets": _facets(answered.facets, question) if answered.facets else None,
        "relaxed": answered.relaxed,
        "simpler": answered.simpler,
    }


@router.get("/search/suggest", response=SuggestOut)
def suggest(request: HttpRequest, q: str = "") -> dict[str, Any]:
    """Titles that go on from what is being typed; where nothing is, what many have searched."""
    limit_request(request, "suggest", SUGGESTIONS_PER_MINUTE)
    now = clock.now()
    return {
        "items": [
            {"text": each.text, "url": each.url, "kind_label": each.kind} for each in suggested(q, request.user, now)
        ],
        "popular": [] if q.strip() else popular(now),
    }


@router.get("/proposals/similar", response=AlikeOut)
def similar_proposals(request: HttpRequest, text: str = "") -> dict[str, Any]:
    """Proposals that say much the same as `text`, while one is being written."""
    limit_request(request, "similar", SUGGESTIONS_PER_MINUTE)
    hits = similar(text, request.user, clock.now(), source="proposals")
    return {"items": [_hit(hit) for hit in hits]}


def _hit(hit: Hit) -> dict[str, Any]:
    document = hit.document
    return {
        "kind": document.source,
        "kind_label": hit.kind,
        "title": [part._asdict() for part in hit.title],
        "snippet": [part._asdict() for part in hit.snippet],
        "url": document.url,
        "community_id": document.community_id,
        "at": document.at,
        "ends_at": document.ends_at,
    }


def _facets(facets: Facets, question: Question) -> dict[str, Any]:
    by_name = {each.name: each for each in filters_of(facets, question, QueryDict())}
    named = {"kinds": "kind", "communities": "community", "standings": "standing", "periods": "period"}
    return {
        key: [
            {"value": choice.value, "label": choice.label, "documents": choice.documents}
            for choice in (by_name[name].choices if name in by_name else [])
        ]
        for key, name in named.items()
    }
