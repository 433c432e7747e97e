"""What search takes and gives at the API."""

from datetime import datetime

from ninja import Schema


class MarkedPartOut(Schema):
    """A piece of a text as written; `marked`: it is what was looked for."""

    text: str
    marked: bool


class FoundHitOut(Schema):
    """`kind` is a source's name, `kind_label` says it; `url` is a path of the site."""

    kind: str
    kind_label: str
    title: list[MarkedPartOut]
    snippet: list[MarkedPartOut]
    url: str
    community_id: int | None
    at: datetime
    ends_at: datetime | None


class FacetOut(Schema):
    value: str
    label: str
    documents: int


class FacetsOut(Schema):
    kinds: list[FacetOut]
    communities: list[FacetOut]
    standings: list[FacetOut]
    periods: list[FacetOut]


class SearchOut(Schema):
    """`total` and `facets` come with the first page. `relaxed`: not every word was there; `simpler`: no engine."""

    items: list[FoundHitOut]
    next_cursor: str | None
    total: int
    facets: FacetsOut | None
    relaxed: bool
    simpler: bool


class SuggestionOut(Schema):
    text: str
    url: str
    kind_label: str


class SuggestOut(Schema):
    """`popular` where nothing was typed: what many have searched."""

    items: list[SuggestionOut]
    popular: list[str]


class AlikeOut(Schema):
    items: list[FoundHitOut]
