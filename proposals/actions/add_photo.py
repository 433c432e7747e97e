from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from portal.core.errors import Hidden, Invalid
from portal.core.pictures import store_picture
from portal.core.text import plain
from proposals.actions.locking import writable
from proposals.models import Photo
from proposals.photo_files import delete_after_commit, small_copy

PHOTOS_AT_MOST = 6
ALT_AT_MOST = 80


@transaction.atomic
def add_photo(*, code: str, upload: UploadedFile, alt: str, actor: Any, now: datetime) -> Photo:
    """Put a picture to a draft or a returned proposal, re-encoded and without its position data.

    It stays private until the proposal is approved. Raises SignInNeeded, Hidden, Forbidden, WrongState, or Invalid
    (field "photo": not a picture, too large, or more than six).
    """
    proposal = writable(code, actor)
    if proposal.photos.count() >= PHOTOS_AT_MOST:
        raise Invalid(_("At most %d pictures, please. Remove one first.") % PHOTOS_AT_MOST, photo="too_many")
    picture = store_picture(upload)
    last = proposal.photos.aggregate(last=Max("position"))["last"]
    photo = Photo(proposal=proposal, alt=plain(alt)[:ALT_AT_MOST], position=0 if last is None else last + 1)
    photo.small.save("small.jpg", small_copy(picture), save=False)
    photo.image.save("photo.jpg", picture, save=True)
    proposal.saved_at = now
    proposal.save(update_fields=["saved_at"])
    return photo


@transaction.atomic
def remove_photo(*, code: str, photo_code: str, actor: Any, now: datetime) -> None:
    """Take a picture off a draft or a returned proposal. Raises SignInNeeded, Hidden, Forbidden or WrongState."""
    proposal = writable(code, actor)
    photo = proposal.photos.filter(code=photo_code).first()
    if photo is None:
        raise Hidden
    delete_after_commit([photo])
    photo.delete()
    proposal.saved_at = now
    proposal.save(update_fields=["saved_at"])
