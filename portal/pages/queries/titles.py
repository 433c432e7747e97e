"""Pages by their titles, for the site's plain search."""

from wagtail.models import Page

from portal.core.site_search import LOOKED_AT, Hit, asked_words, best, titled


def pages_by_title(text: str, at_most: int) -> list[Hit]:
    """Pages that anybody may read and whose titles hold a word of `text`. Two queries and one a type of page."""
    found = Page.objects.live().public().filter(depth__gt=1).filter(titled(text)).order_by("-last_published_at", "-pk")
    hits = [Hit(page.title, page.url or "", page.search_description) for page in found[:LOOKED_AT]]
    return best([hit for hit in hits if hit.url], asked_words(text), at_most)
