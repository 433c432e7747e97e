"""What a transcript is made of: chapters, each with the moment it begins at in the recording."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, RegexBlock, StructBlock, TextBlock
from wagtail.documents.blocks import DocumentChooserBlock

_MOMENT = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):([0-5]\d)")


def seconds_of(moment: str) -> int:
    """ "1:02:03" or "02:03" in seconds; raises ValidationError for anything else."""
    found = _MOMENT.fullmatch(moment.strip())
    if found is None:
        raise ValidationError(_("Minutes and seconds, please, such as 3:20."))
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds


class ChapterBlock(StructBlock):
    """A part of what was said, under its own heading."""

    begins = RegexBlock(
        regex=r"^\s*(\d{1,2}:)?\d{1,2}:[0-5]\d\s*$",
        label=_("begins at"),
        help_text=_("In the recording: minutes and seconds, such as 3:20."),
        error_messages={"invalid": _("Minutes and seconds, please, such as 3:20.")},
        default="0:00",
    )
    heading = CharBlock(label=_("heading"), max_length=60)
    text = TextBlock(label=_("what is said"), rows=6)

    class Meta:
        icon = "openquote"
        label = _("chapter")


TRANSCRIPT = [("chapter", ChapterBlock())]
HANDOUTS = [("document", DocumentChooserBlock(label=_("document")))]
