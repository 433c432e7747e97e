from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from portal.cases.models import EntryPhoto, TimelineEntry
from portal.core.errors import Invalid
from portal.core.pictures import store_picture
from portal.core.text import plain

PHOTOS_AT_MOST, ALT_AT_MOST = 6, 80


@transaction.atomic
def add_picture(*, entry: TimelineEntry, upload: UploadedFile, alt: str) -> EntryPhoto:
    """Put a picture to a line, with words for whoever does not see it. Raises Invalid (picture, words, too many)."""
    words = plain(alt)[:ALT_AT_MOST]
    if not words:
        raise Invalid(alt=_("Say in a few words what the picture shows."))
    if entry.photos.count() >= PHOTOS_AT_MOST:
        raise Invalid(photo=_("At most %d pictures, please.") % PHOTOS_AT_MOST)
    photo = EntryPhoto(entry=entry, alt=words)
    photo.image.save("photo.jpg", store_picture(upload), save=True)
    return photo
