"""Files that staff put beside something: PDFs as they are, pictures drawn anew."""

from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from portal.core.codes import random_code
from portal.core.errors import Invalid
from portal.core.pictures import MAX_BYTES, store_picture

PDF, PICTURE = "application/pdf", "image/jpeg"
HEADER, TRAILER, END_WITHIN = b"%PDF-", b"%%EOF", 1024
ACTIVE = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/XFA", b"/Encrypt")
"""Names of what a page to read has no use for (ISO 32000-1, 7.6, 12.6.4, 7.11.4, 12.7.8)."""


@dataclass(frozen=True)
class Document:
    """A file fit to be kept, named by a random code, and its content type: PDF or PICTURE."""

    file: ContentFile
    content_type: str


def store_document(upload: UploadedFile, field: str) -> Document:
    """The upload as a document to keep.

    Raises Invalid (`field`) for more than 10 MB, for what is neither a whole PDF nor a picture, and for a PDF that is
    locked or says openly that it runs something. What hides that in packed streams is not found: documents are handed
    out as downloads, never shown inside a page of ours.
    """
    if upload.size is None or upload.size > MAX_BYTES:
        raise Invalid(**{field: _("The file is larger than 10 MB. Please choose a smaller one.")})
    upload.seek(0)
    content = upload.read()
    if not content.startswith(HEADER):
        upload.seek(0)
        try:
            return Document(store_picture(upload), PICTURE)
        except Invalid:
            raise Invalid(**{field: _("A PDF or a picture, please. This file is neither.")}) from None
    if TRAILER not in content[-END_WITHIN:]:
        raise Invalid(**{field: _("This PDF is cut short. Please choose it again.")})
    if any(name in content for name in ACTIVE):
        raise Invalid(**{field: _("This PDF is locked or runs something. Please print it to a new PDF first.")})
    return Document(ContentFile(content, name=f"{random_code(16)}.pdf"), PDF)
