"""What a page stands under."""

from wagtail.models import Page


def parent_path(page: Page) -> str:
    return page.path[: -Page.steplen]


def pages_above(pages: list[Page]) -> dict[str, Page]:
    """The pages that `pages` stand under, by path. One query."""
    return {page.path: page for page in Page.objects.filter(path__in={parent_path(page) for page in pages})}
