"""Who looks after an address, and where to go: grids with their workers, venues with their hours."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.http import HttpRequest

from portal.communities.buildings import building_in, covers_building
from portal.communities.enums import VenueKind
from portal.communities.hours import open_at
from portal.communities.models import Community, Grid, Venue
from portal.pages.models.community import CommunityPage
from portal.pages.queries.places import found_communities, words_of

SHOWN_AT_MOST = 8
_BUILDING = re.compile(r"\d{1,3}\s*(?:号楼|栋|幢|号)\S*")


@dataclass(frozen=True)
class VenueLine:
    """`open` is None where no hours are on file."""

    venue: Venue
    open: bool | None


@dataclass(frozen=True)
class Neighbourhood:
    """A community with what was found in it; `url` is "" where it has no page."""

    community: Community
    url: str
    grids: list[Grid]
    venues: list[VenueLine]


def neighbourhoods(asked: str, kind: str, request: HttpRequest, now: datetime) -> tuple[list[Neighbourhood], bool]:
    """What `asked`, a community's name or an address, finds, and whether there was more than is shown.

    Of a community that was named with a building only the grid with that building is shown, where one is known to have
    it. `kind` is one of VenueKind and leaves the other venues and the grids out; "" is everything. Seven queries
    however much there is.
    """
    asked, building = _apart(asked), building_in(asked)
    named = [place.pk for place in found_communities(_BUILDING.sub(" ", asked) if building else asked)] if asked else []
    by_address = [] if building and named else list(_grids_with(asked))
    order = list(dict.fromkeys([*(grid.community_id for grid in by_address), *named]))
    shown = order[:SHOWN_AT_MOST]
    urls = _urls(shown, request)
    chosen = kind if kind in VenueKind.values else ""
    venues = Venue.objects.filter(community__in=shown, **({"kind": chosen} if chosen else {}))
    lines: dict[int, list[VenueLine]] = {}
    for venue in venues:
        lines.setdefault(venue.community_id, []).append(VenueLine(venue, open_at(venue.opening_hours, now)))
    grids: dict[int, list[Grid]] = {}
    met = {grid.pk for grid in by_address}
    for grid in Grid.objects.none() if chosen else Grid.objects.filter(community__in=shown).order_by("pk"):
        if grid.pk in met or grid.community_id in named:
            grids.setdefault(grid.community_id, []).append(grid)
    places = Community.objects.select_related("subdistrict").in_bulk(shown)
    found = [
        Neighbourhood(places[pk], urls.get(pk, ""), _with_building(grids.get(pk, []), building), lines.get(pk, []))
        for pk in shown
    ]
    return [each for each in found if each.grids or each.venues], len(order) > len(shown)


def _apart(asked: str) -> str:
    """A community's name written together with what follows it is a word of its own: 梅欣3号楼."""
    for name in sorted(Community.objects.values_list("name", flat=True), key=len, reverse=True):
        if name in asked:
            return asked.replace(f"{name}社区", name).replace(name, f" {name} ").strip()
    return asked.strip()


def _with_building(grids: list[Grid], building: int | None) -> list[Grid]:
    exact = [grid for grid in grids if building is not None and covers_building(grid.covers, building)]
    return exact or grids


def _grids_with(asked: str) -> Iterable[Grid]:
    """Grids whose name or buildings, or their community's name, hold every word."""
    words = words_of(asked)
    grids = Grid.objects.order_by("community__subdistrict__position", "community__position", "pk")
    for word in words:
        in_place = Q(community__name__icontains=word) | Q(community__nicknames__icontains=word)
        grids = grids.filter(Q(covers__icontains=word) | Q(name__icontains=word) | in_place)
    return grids[: SHOWN_AT_MOST * 4] if words else ()


def _urls(shown: list[int], request: HttpRequest) -> Mapping[int, str]:
    pages = CommunityPage.objects.live().filter(community__in=shown)
    return {page.community_id: page.get_url(request) or "" for page in pages}
