"""The pictures of a matter as moderation has them checked. A file never changes: another has another code."""

from portal.cases.enums import Entry
from portal.cases.models import EntryPhoto
from portal.moderation.enums import MediaType
from portal.moderation.models import Submission
from portal.moderation.ports import MediaFile, Medium


def media_of(submission: Submission) -> list[Medium]:
    """The pictures that came with the matter behind `submission`, by code. One query."""
    sent = EntryPhoto.objects.filter(entry__case__matter__submission=submission, entry__kind=Entry.OPENED)
    return [Medium(code, MediaType.PICTURE) for code in sent.values_list("code", flat=True)]


def read_medium(code: str) -> MediaFile | None:
    """The picture, whoever may see it: the caller answers for that. None where it is no longer there."""
    photo = EntryPhoto.objects.filter(code=code).first()
    if photo is None:
        return None
    try:
        with photo.image.open("rb") as opened:
            return MediaFile(opened.read(), "image/jpeg")
    except FileNotFoundError:
        return None
