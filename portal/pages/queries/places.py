"""Sub-districts and communities as pages: where they are, and how somebody finds theirs by a fragment of a name."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from portal.communities.models import Community, Subdistrict

TERMS_AT_MOST = 4
SUFFIXES = ("社区居委会", "居委会", "街道", "社区", "小区")


@dataclass(frozen=True)
class Place:
    """A community and its page's address; "" where it has no page yet."""

    community: Community
    url: str


@dataclass(frozen=True)
class Street:
    """A sub-district with those of its communities that were asked for."""

    subdistrict: Subdistrict
    url: str
    places: list[Place]


def found_communities(text: str) -> list[Community]:
    """Communities whose name, other names or sub-district hold every word of `text`; all of them for none.

    What people add to a name (社区, 小区, 街道) need not be in it. One query.
    """
    communities = Community.objects.select_related("subdistrict").order_by("subdistrict__position", "position", "pk")
    for term in words_of(text):
        communities = communities.filter(
            Q(name__icontains=term) | Q(nicknames__icontains=term) | Q(subdistrict__name__icontains=term)
        )
    return list(communities)


def words_of(text: str) -> list[str]:
    """The first few words of what somebody typed, without what people add to names."""
    words = unicodedata.normalize("NFKC", text).split()[:TERMS_AT_MOST]
    return [_core(word) for word in words]


def _core(word: str) -> str:
    for suffix in SUFFIXES:
        if word.endswith(suffix) and word != suffix:
            return word.removesuffix(suffix)
    return word


def streets(
    communities: Iterable[Community], subdistrict_urls: Mapping[int, str], community_urls: Mapping[int, str]
) -> list[Street]:
    """`communities`, given in the order of their sub-districts, under those; addresses by the numbers of both."""
    found: dict[int, Street] = {}
    for community in communities:
        here = community.subdistrict
        street = found.setdefault(here.pk, Street(here, subdistrict_urls.get(here.pk, ""), []))
        street.places.append(Place(community, community_urls.get(community.pk, "")))
    return list(found.values())
