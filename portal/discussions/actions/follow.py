from django.db import transaction

from portal.accounts.models import User
from portal.core.errors import SignInNeeded
from portal.discussions.models import Thread, ThreadFollow


@transaction.atomic
def follow_thread(*, thread: Thread, user: User) -> None:
    """From now on `user` hears once a day what is new; raises SignInNeeded, and Hidden where they may not see it."""
    if not user.is_authenticated:
        raise SignInNeeded
    ThreadFollow.objects.get_or_create(thread=Thread.objects.known(thread.code, user), user=user)


@transaction.atomic
def unfollow_thread(*, thread: Thread, user: User) -> None:
    """No more news of the thread; does nothing where `user` does not follow."""
    if not user.is_authenticated:
        raise SignInNeeded
    ThreadFollow.objects.filter(thread=thread, user=user).delete()
