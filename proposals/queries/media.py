"""A proposal's photos and recording as moderation has them checked. A file never changes: another has another code."""

from django.db.models.fields.files import FieldFile

from portal.core.sounds import TYPES
from portal.moderation.enums import MediaType
from portal.moderation.models import Submission
from portal.moderation.ports import MediaFile, Medium
from proposals.models import Photo, ProposalVoice


def media_of(submission: Submission) -> list[Medium]:
    """The photos and the recording of the proposal behind `submission`, by code."""
    photos = Photo.objects.filter(proposal__submission=submission).values_list("code", flat=True)
    voices = ProposalVoice.objects.filter(proposal__submission=submission).values_list("code", flat=True)
    return [
        *(Medium(code, MediaType.PICTURE) for code in photos),
        *(Medium(code, MediaType.SOUND) for code in voices),
    ]


def read_medium(code: str) -> MediaFile | None:
    """The photo or recording, whoever may see it: the caller answers for that. None where it is no longer there."""
    if (photo := Photo.objects.filter(code=code).first()) is not None:
        return _read(photo.image, "image/jpeg")
    if (voice := ProposalVoice.objects.filter(code=code).first()) is not None:
        return _read(voice.file, TYPES[voice.suffix])
    return None


def _read(file: FieldFile, content_type: str) -> MediaFile | None:
    try:
        with file.open("rb") as opened:
            return MediaFile(opened.read(), content_type)
    except FileNotFoundError:
        return None
