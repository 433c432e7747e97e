"""What an author chooses from."""

from portal.communities.models import Community
from proposals.models import Category, Contest


def categories() -> list[tuple[str, str]]:
    """(slug, name) of each, in their order; one query."""
    return list(Category.objects.values_list("slug", "name"))


def communities_of_contest(contest: Contest) -> list[tuple[str, str]]:
    """(slug, title) of each community that a proposal in `contest` may be for; one query."""
    here = Community.objects.filter(subdistrict_id=contest.subdistrict_id)
    return [(place.slug, place.title) for place in here]
