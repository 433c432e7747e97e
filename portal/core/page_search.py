"""Wagtail pages as a search source: found while they are live and everybody may read them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index

from portal.core.page_tree import open_to_all
from portal.core.search_source import PUBLIC, SearchCard, SearchSource, Watch, keys_among

_TITLES = frozenset({"title", "search_description"})
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
Places = Callable[[Sequence[Any]], dict[int, int]]
"""Pages → the community that each belongs to; those of the whole district are left out."""


def page_source(
    label: Any,
    models: tuple[type[Page], ...],
    *,
    places: Places,
    watches: tuple[Watch, ...] = (),
    dates: Callable[[Any], datetime | None] = lambda page: page.first_published_at,
    ends: Callable[[Sequence[Any]], dict[int, datetime]] = lambda _pages: {},
) -> SearchSource:
    """A source of pages of these types. What a page says is what its `search_fields` say."""

    def every() -> Any:
        return Page.objects.exact_type(*models)

    def shown() -> Any:
        return open_to_all(every().live()).filter(depth__gt=1)

    def cards(keys: Sequence[int]) -> dict[int, SearchCard]:
        pages = [page for page in shown().filter(pk__in=keys).specific() if page.url]
        place, end = places(pages), ends(pages)
        return {
            page.pk: SearchCard(
                title=page.title,
                url=page.relative_url(page.get_site()) or page.url,
                summary=page.summary,
                body=said_by(page),
                scopes=(PUBLIC,),
                at=dates(page) or page.last_published_at or page.latest_revision_created_at or UNDATED,
                community_id=place.get(page.pk),
                ends_at=end.get(page.pk),
            )
            for page in pages
        }

    return SearchSource(
        label=label,
        keys=lambda: every().values_list("pk", flat=True),
        cards=cards,
        visible=lambda _user, keys: keys_among(shown(), keys),
        watches=(
            Watch(Page, spread=_beneath),
            Watch(PageViewRestriction, "page", spread=_beneath),
            *(Watch(model, "page_ptr") for model in models),
            *watches,
        ),
    )


def said_by(page: Any) -> str:
    """All the text of a page that may be searched, its title apart."""
    return "\n".join(dict.fromkeys(text for text in _said(page, type(page).get_search_fields()) if text))


def _said(thing: Any, fields: Iterable[Any]) -> Iterable[str]:
    for field in fields:
        if isinstance(field, index.RelatedFields):
            yield from _said(getattr(thing, field.field_name), field.fields)
        elif isinstance(field, index.SearchField) and field.field_name not in _TITLES:
            yield from _texts(field.get_value(thing))


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _texts(each)


def _beneath(keys: Sequence[int]) -> Iterable[int]:
    """These pages and those below: what is restricted above them is so for them, and their address goes along."""
    paths = Page.objects.filter(pk__in=keys).values_list("path", flat=True)
    below = Q()
    for path in paths:
        below |= Q(path__startswith=path)
    return {*keys, *(Page.objects.filter(below).values_list("pk", flat=True) if below else ())}
