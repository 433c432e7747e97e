from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from portal.accounts.models import Avatar, User
from portal.accounts.rules import require_signed_in
from portal.core.pictures import store_square

SIDE = 192


@transaction.atomic
def set_avatar(*, upload: UploadedFile, actor: Any, now: datetime) -> Avatar:
    """Keep the middle of the picture, SIDE pixels square and drawn anew, in place of an earlier one.

    Its owner alone sees it, so it is not screened. Raises SignInNeeded, or Invalid (field "picture": not a picture, or
    too large); the earlier picture then stays. The lock on the person makes two at once follow each other; UNIQUE(user)
    lets no second one in.
    """
    require_signed_in(actor)
    picture = store_square(upload, SIDE, "picture")
    User.objects.select_for_update().get(pk=actor.pk)
    drop_avatar(user_id=actor.pk)
    avatar = Avatar(user_id=actor.pk, created_at=now)
    avatar.picture.save("avatar.jpg", picture, save=True)
    return avatar


@transaction.atomic
def remove_avatar(*, actor: Any) -> None:
    """Delete the picture; without one nothing changes. Raises SignInNeeded."""
    require_signed_in(actor)
    drop_avatar(user_id=actor.pk)


def drop_avatar(*, user_id: int) -> None:
    """Inside the caller's transaction; the file goes once it is committed."""
    for avatar in Avatar.objects.filter(user_id=user_id):
        transaction.on_commit(partial(avatar.picture.storage.delete, avatar.picture.name))
        avatar.delete()
