from django.db.models import QuerySet

from portal.accounts.models import User
from portal.discussions.models import Thread


def followers(thread: Thread) -> QuerySet[User]:
    """Who wants to hear of the thread."""
    return User.objects.filter(followed_threads__thread=thread, is_active=True)
