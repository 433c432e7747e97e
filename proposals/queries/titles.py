"""Contests and proposals by their titles, for the site's plain search."""

from portal.core.site_search import LOOKED_AT, Hit, asked_words, best, titled
from proposals.models import Contest, Proposal
from proposals.queries.pictures import first_pictures


def proposals_by_title(text: str, at_most: int) -> list[Hit]:
    """Contests and proposals that anybody may read and whose titles hold a word of `text`. Three queries."""
    contests = Contest.objects.filter(titled(text), announced_at__isnull=False).order_by("-announced_at", "-pk")
    proposals = (
        Proposal.objects.public().filter(titled(text)).select_related("contest").order_by("-published_at", "-pk")
    )
    hits = [Hit(contest.title, contest.get_absolute_url()) for contest in contests[:LOOKED_AT]]
    found = list(proposals[:LOOKED_AT])
    pictures = first_pictures(found)
    hits += [Hit(each.title, each.get_absolute_url(), each.idea[:80], pictures.get(each.pk, "")) for each in found]
    return best(hits, asked_words(text), at_most)
