"""What the mini-program shows first, in one answer."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from portal.accounts.models import Resident
from portal.core.home_feed import home_cards, next_steps
from portal.notices.queries import unread_count
from portal.pages.models import ArticlePage
from portal.pages.queries.articles import article_cards, articles_around
from portal.pages.queries.community import community_named

CARDS, NEWS, STEPS = 10, 5, 20


def first_page(request: HttpRequest, slug: str, now: datetime) -> dict[str, Any]:
    """`community`: the one named `slug`, else the reader's own, else None for the whole district; what goes on there.

    At most 16 queries for somebody signed in, 8 for anybody else, however much goes on. Raises Hidden for a slug that
    nobody has.
    """
    reader: Any = request.user
    known = bool(reader.is_authenticated)
    resident = Resident.objects.filter(user=reader.pk).select_related("community").first() if known else None
    community = community_named(slug) if slug else (resident.community if resident else None)
    news = articles_around(community) if community else ArticlePage.objects.shown()
    person = {"alias": resident.alias if resident else "", "unread": unread_count(reader)} if known else None
    return {
        "community": community,
        "person": person,
        "cards": home_cards(community, now, CARDS),
        "news": article_cards(news[:NEWS], request),
        "next_steps": next_steps(reader, now, STEPS) if known else [],
    }
