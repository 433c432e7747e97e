"""Each article of a draft has a discussion of its own, open while opinions are gathered."""

from datetime import datetime

from councils.models import ConventionVersion
from portal.discussions.actions import open_thread, set_thread_closing, set_thread_public


def open_talk(version: ConventionVersion, now: datetime) -> None:
    """Open a discussion for every article that has none, and open those again that were closed.

    Within the caller's transaction; the version with its convention and community loaded.
    """
    for article in version.articles.select_related("thread"):
        if article.thread is None:
            url = f"{version.get_absolute_url()}#a{article.number}"
            article.thread = open_thread(
                community=version.convention.community, title=article.text[:120], url=url, now=now
            )
            article.save(update_fields=["thread"])
            set_thread_public(thread=article.thread, public=True)
        elif article.thread.closes_at is not None:
            set_thread_closing(thread=article.thread, closes_at=None)


def close_talk(version: ConventionVersion, now: datetime) -> None:
    """Nothing more is said about the draft; what was said stays to be read."""
    for article in version.articles.select_related("thread"):
        if article.thread is not None:
            set_thread_closing(thread=article.thread, closes_at=now)
