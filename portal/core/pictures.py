"""Pictures that people send: read, checked and drawn anew, so that only pixels are kept."""

import io
import warnings

import pillow_heif
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from portal.core.codes import random_code
from portal.core.errors import Invalid

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONGEST_SIDE = 2000
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
pillow_heif.register_heif_opener()


def store_picture(upload: UploadedFile) -> ContentFile:
    """The upload as a fresh JPEG of at most 2,000 pixels a side, named by a random code.

    Position, camera and every other tag are gone, turned pictures stand upright. Raises Invalid (field "photo") for
    anything that is not a JPEG, PNG, WebP or HEIC picture, whatever its name says, and for more than 10 MB or 40
    megapixels.
    """
    drawn = _drawn(upload, "photo")
    drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return _as_jpeg(drawn)


def store_square(upload: UploadedFile, side: int, field: str) -> ContentFile:
    """The middle of the upload as a fresh JPEG of `side` by `side` pixels. Raises as `store_picture`, for `field`."""
    return _as_jpeg(ImageOps.fit(_drawn(upload, field), (side, side)))


def _drawn(upload: UploadedFile, field: str) -> Image.Image:
    if upload.size is None or upload.size > MAX_BYTES:
        raise Invalid(_("The picture is larger than 10 MB. Please choose a smaller one."), **{field: "too_large"})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(upload, formats=FORMATS)
            if picture.width * picture.height > MAX_PIXELS:
                raise Invalid(
                    _("The picture has too many pixels. Please choose a smaller one."), **{field: "too_large"}
                )
            return ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, EOFError):
        raise Invalid(
            _("This file is not a picture that can be read. JPEG, PNG, WebP and HEIC are fine."),
            **{field: "unreadable"},
        ) from None


def _as_jpeg(drawn: Image.Image) -> ContentFile:
    output = io.BytesIO()
    drawn.save(output, "JPEG", quality=82, optimize=True, progressive=True)
    return ContentFile(output.getvalue(), name=f"{random_code(16)}.jpg")
