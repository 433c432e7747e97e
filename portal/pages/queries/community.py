"""One community as its page shows it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from portal.communities.models import Community
from portal.core.errors import Hidden
from portal.core.page_tree import open_to_all
from portal.core.prose.plain import plain_blocks
from portal.pages.models import CommunityPage
from portal.pages.models.community import NEWS_SHOWN
from portal.pages.queries.articles import article_cards, articles_of
from proposals.queries.contests import current_contests
from proposals.queries.told import contest_card
from proposals.wording import what_next


def community_named(slug: str) -> Community:
    """With its sub-district; raises Hidden."""
    community = Community.objects.select_related("subdistrict").filter(slug=slug).first()
    if community is None:
        raise Hidden
    return community


def community_told(community: Community, request: HttpRequest, now: datetime) -> dict[str, Any]:
    """All that its page shows, but for the proposals. What editors wrote is there while everybody may read the page."""
    page = open_to_all(CommunityPage.objects.live()).filter(community=community).first()
    contests = current_contests(request.user, now, community.subdistrict_id)
    return {
        "place": community,
        "url": page.get_url(request) or "" if page else "",
        "about": plain_blocks(page.body) if page else [],
        "venues": list(community.venues.all()),
        "grids": list(community.grids.order_by("pk")),
        "contests": [contest_card(contest, now, what_next(contest, now)) for contest in contests],
        "articles": article_cards(articles_of(community)[:NEWS_SHOWN], request),
    }
