from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from portal.core.errors import Forbidden, Hidden, Invalid
from portal.core.pictures import store_picture
from portal.core.text import plain
from proposals.models import Photo, Proposal
from proposals.photo_files import delete_after_commit
from proposals.rules import can_edit_proposal, is_author

PHOTOS_AT_MOST = 6


@transaction.atomic
def add_photo(*, code: str, upload: UploadedFile, alt: str, actor: Any, now: datetime) -> Photo:
    """Put a picture to a draft or a returned proposal, re-encoded and without its position data.

    It stays private until the proposal is approved. Raises Hidden, Forbidden, or Invalid (field "photo": not a
    picture, too large, or more than six).
    """
    proposal = Proposal.objects.visible_to(actor).locked(code)
    if not can_edit_proposal(actor, proposal):
        raise Forbidden(_("It has been handed in and cannot be changed now."))
    if proposal.photos.count() >= PHOTOS_AT_MOST:
        raise Invalid(photo=_("At most %d pictures, please. Remove one first.") % PHOTOS_AT_MOST)
    picture = store_picture(upload)
    last = proposal.photos.aggregate(last=Max("position"))["last"]
    photo = Photo(proposal=proposal, alt=plain(alt)[:80], position=0 if last is None else last + 1)
    photo.image.save("photo.jpg", picture, save=True)
    proposal.saved_at = now
    proposal.save(update_fields=["saved_at"])
    return photo


@transaction.atomic
def remove_photo(*, code: str, photo_code: str, actor: Any, now: datetime) -> None:
    """Take a picture off a draft or a returned proposal. Raises Hidden or Forbidden."""
    proposal = Proposal.objects.visible_to(actor).locked(code)
    if not is_author(actor, proposal):
        raise Hidden
    if not can_edit_proposal(actor, proposal):
        raise Forbidden(_("It has been handed in and cannot be changed now."))
    photo = proposal.photos.filter(code=photo_code).first()
    if photo is None:
        raise Hidden
    delete_after_commit([photo.image])
    photo.delete()
    proposal.saved_at = now
    proposal.save(update_fields=["saved_at"])
