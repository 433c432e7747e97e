from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from portal.accounts.models import User
from portal.discussions.models import Thread, ThreadFollow
from portal.discussions.rules import approvals, hidings
from portal.moderation.models import Ruling


def followers(thread: Thread) -> QuerySet[User]:
    """Who wants to hear of the thread."""
    return User.objects.filter(followed_threads__thread=thread, is_active=True)


def digest_audience(thread_code: str) -> Iterator[int]:
    """The ids of those who hear in the evening what is new in a thread; nobody while it is not public."""
    following = ThreadFollow.objects.filter(thread__code=thread_code, thread__is_public=True, user__is_active=True)
    return following.values_list("user_id", flat=True).iterator()


def people_in_good_standing(now: datetime) -> QuerySet[User]:
    """Twin of `rules.in_good_standing`: whose comments appear as soon as the screen passes."""
    theirs = Ruling.objects.filter(submission__author_id=OuterRef("pk"))
    return User.objects.filter(Exists(approvals(theirs, now)), ~Exists(hidings(theirs, now)))
