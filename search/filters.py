"""Filters of a search, as the page and the API offer them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from portal.communities.models import Community
from portal.core.search_source import search_sources
from search.backends.base import GOING_ON, OVER
from search.queries.found import Facets, Question

SEARCHES_PER_MINUTE, SUGGESTIONS_PER_MINUTE = 60, 240
COMMUNITIES_AT_MOST = 12


@dataclass(frozen=True)
class Choice:
    """One value of a filter: how many it leaves, whether it is chosen now, and the address that sets or drops it."""

    value: str
    label: str
    documents: int
    chosen: bool
    href: str


@dataclass(frozen=True)
class Filter:
    name: str
    label: str
    choices: list[Choice]


def filters_of(facets: Facets, question: Question, address: QueryDict) -> list[Filter]:
    """The filters that would leave something, what is chosen among them. One query, for the communities' names."""
    places = Community.objects.in_bulk(list(facets.communities)[:COMMUNITIES_AT_MOST])
    kinds = [
        (name, str(search_sources.get(name).label), count)
        for name, count in facets.sources.items()
        if name in search_sources
    ]
    where = [(str(number), place.title, facets.communities[number]) for number, place in places.items()]
    standings = [
        (key, label, facets.standings.get(key, 0)) for key, label in ((GOING_ON, _("going on")), (OVER, _("over")))
    ]
    times = [
        (str(at), label, facets.periods.get(at, 0))
        for at, label in enumerate((_("within a month"), _("within a year")))
    ]
    period = "" if question.period is None else str(question.period)
    every = [
        _filter("kind", _("Kind"), kinds, question.source, address),
        _filter("community", _("Community"), where, str(question.community_id or ""), address),
        _filter("standing", _("Standing"), standings, question.standing, address),
        _filter("period", _("Time"), times, period, address),
    ]
    return [each for each in every if each.choices]


def _filter(name: str, label: str, rows: Sequence[tuple[str, str, int]], chosen: str, address: QueryDict) -> Filter:
    choices = [
        Choice(value, text, count, value == chosen, _address(address, name, "" if value == chosen else value))
        for value, text, count in rows
        if count or value == chosen
    ]
    return Filter(name, label, choices)


def _address(address: QueryDict, name: str, value: str) -> str:
    """The page's address with this filter set, or taken off; always from the first page."""
    changed = address.copy()
    changed.pop("cursor", None)
    changed.pop(name, None)
    if value:
        changed[name] = value
    return f"?{changed.urlencode()}"
