from datetime import datetime

from django.db import transaction

from portal.communities.models import Community
from portal.discussions.models import Thread


@transaction.atomic
def open_thread(
    *, community: Community, title: str, url: str, now: datetime, closes_at: datetime | None = None
) -> Thread:
    """A new thread for a thing of `community` that lives at `url`; not public until `set_thread_public` says so."""
    return Thread.objects.create(community=community, title=title, url=url, closes_at=closes_at, created_at=now)


@transaction.atomic
def set_thread_public(*, thread: Thread, public: bool) -> None:
    """Show the thread to everybody, or to its community's moderators alone; the thing it hangs on decides."""
    Thread.objects.filter(pk=thread.pk).update(is_public=public)
    thread.is_public = public


@transaction.atomic
def set_thread_closing(*, thread: Thread, closes_at: datetime | None) -> None:
    """Say until when people may write in the thread; None opens it again. The thing it hangs on decides."""
    Thread.objects.filter(pk=thread.pk).update(closes_at=closes_at)
    thread.closes_at = closes_at


@transaction.atomic
def rename_thread(*, thread: Thread, title: str, url: str) -> None:
    """The thing it hangs on is called otherwise now, or lives elsewhere."""
    Thread.objects.filter(pk=thread.pk).update(title=title, url=url)
    thread.title, thread.url = title, url
