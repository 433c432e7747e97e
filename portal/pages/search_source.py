"""What search may see of pages, communities with their venues and grids."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import pgettext_lazy
from wagtail.models import Page

from portal.communities.models import Venue
from portal.core.page_search import UNDATED, page_source
from portal.core.search_source import PUBLIC, SearchCard, SearchSource, Watch, keys_among
from portal.pages.models import (
    ArticleIndexPage,
    ArticlePage,
    CommunityPage,
    DirectoryPage,
    FinderPage,
    HomePage,
    PolicyIndexPage,
    PolicyPage,
    SubdistrictPage,
    TextPage,
)


def _places(pages: Sequence[Any]) -> dict[int, int]:
    above = list(CommunityPage.objects.values_list("path", "community_id"))
    return {page.pk: place for page in pages for path, place in above if page.path.startswith(path)}


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _policy_ends(policies: Sequence[Any]) -> dict[int, datetime]:
    """When each no longer applies, where that is known."""
    found = {}
    for policy in policies:
        later = policy.replaced_by
        days = [policy.expires_on, later.effect_on if later is not None and later.live else None]
        if known := [day for day in days if day is not None]:
            found[policy.pk] = timezone.make_aware(datetime.combine(min(known), time()))
    return found


def _replaced(keys: Sequence[int]) -> Iterable[int]:
    """What ends by one of these documents."""
    return PolicyPage.objects.filter(replaced_by__in=keys).values_list("pk", flat=True)


ARTICLES = page_source(
    pgettext_lazy("kind of thing", "article"), (ArticlePage,), places=_places, dates=lambda page: _noon(page.day)
)
POLICIES = page_source(
    pgettext_lazy("kind of thing", "policy"),
    (PolicyPage,),
    places=lambda _pages: {},
    dates=lambda page: _noon(page.issued_on),
    ends=_policy_ends,
    watches=(Watch(Page, spread=_replaced), Watch(PolicyPage, "page_ptr", spread=_replaced)),
)
PAGES = page_source(
    pgettext_lazy("kind of thing", "page"),
    (HomePage, SubdistrictPage, CommunityPage, DirectoryPage, ArticleIndexPage, PolicyIndexPage, FinderPage, TextPage),
    places=_places,
)


def _venue_cards(keys: Sequence[int]) -> dict[int, SearchCard]:
    pages = {
        page.community_id: page
        for page in CommunityPage.objects.live().public().select_related("community__subdistrict")
    }
    found = {}
    for venue in Venue.objects.filter(pk__in=keys).select_related("community"):
        page = pages.get(venue.community_id)
        if page is None or not page.url:
            continue
        lines = (venue.get_kind_display(), venue.community.title, venue.address, venue.opening_hours, venue.phone)
        found[venue.pk] = SearchCard(
            title=venue.name,
            url=f"{page.relative_url(page.get_site())}#venues",
            summary=" · ".join(line for line in (venue.address, venue.opening_hours) if line),
            body="\n".join(str(line) for line in lines if line),
            scopes=(PUBLIC,),
            at=page.first_published_at or UNDATED,
            community_id=venue.community_id,
        )
    return found


VENUES = SearchSource(
    label=pgettext_lazy("kind of thing", "venue"),
    keys=lambda: Venue.objects.values_list("pk", flat=True),
    cards=_venue_cards,
    visible=lambda _user, keys: keys_among(Venue.objects.all(), keys),
    watches=(Watch(Venue),),
)
