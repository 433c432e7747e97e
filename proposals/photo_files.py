"""Pictures and voices on disk. A file outlives its row until the transaction is through: no rollback loses it."""

import io
from collections.abc import Iterable
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image

from proposals.models import Photo, ProposalVoice

SMALL_SIDE = 480


def small_copy(picture: ContentFile) -> ContentFile:
    """`picture` (as `store_picture` made it) again, at most 480 pixels a side, for lists and phones."""
    with Image.open(picture) as drawn:
        small = drawn.copy()
    picture.seek(0)
    small.thumbnail((SMALL_SIDE, SMALL_SIDE))
    output = io.BytesIO()
    small.save(output, "JPEG", quality=78, optimize=True, progressive=True)
    return ContentFile(output.getvalue(), name="small.jpg")


def delete_after_commit(media: Iterable[Photo | ProposalVoice]) -> None:
    """Remove the files of `media`, large and small, once the caller's transaction has committed."""
    for medium in media:
        for file in (medium.image, medium.small) if isinstance(medium, Photo) else (medium.file,):
            if file.name:
                transaction.on_commit(partial(file.storage.delete, file.name))
