from typing import Any

from django.db import transaction

from portal.accounts.rules import require_signed_in
from portal.discussions.models import Thread, ThreadFollow


@transaction.atomic
def follow_thread(*, thread: Thread, user: Any) -> None:
    """From now on `user` hears once a day what is new; raises SignInNeeded, and Hidden where they may not see it."""
    require_signed_in(user)
    ThreadFollow.objects.get_or_create(thread=Thread.objects.known(thread.code, user), user=user)


@transaction.atomic
def unfollow_thread(*, thread: Thread, user: Any) -> None:
    """No more news of the thread; does nothing where `user` does not follow. Raises SignInNeeded."""
    require_signed_in(user)
    ThreadFollow.objects.filter(thread=thread, user=user).delete()
