"""The directory of sub-districts and communities."""

from django.http import HttpRequest

from portal.pages.models.community import CommunityPage
from portal.pages.models.subdistrict import SubdistrictPage
from portal.pages.queries.places import Street, found_communities, streets


def found_streets(asked: str, request: HttpRequest) -> list[Street]:
    """Sub-districts with those of their communities that `asked` finds; all of them for "". Three queries."""
    return streets(
        found_communities(asked),
        {page.subdistrict_id: page.get_url(request) for page in SubdistrictPage.objects.live()},
        {page.community_id: page.get_url(request) for page in CommunityPage.objects.live()},
    )
