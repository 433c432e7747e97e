"""What a text is made of: a few blocks that look right everywhere, also in large type and on paper."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, RichTextBlock, StructBlock, TextBlock
from wagtail.images.blocks import ImageChooserBlock

PLAIN_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]


class PictureBlock(StructBlock):
    """A picture, with words for those who do not see it."""

    image = ImageChooserBlock(label=_("picture"))
    alt = CharBlock(
        label=_("what it shows"),
        max_length=120,
        help_text=_("For people who cannot see it; read aloud in its place."),
    )
    caption = CharBlock(label=_("caption"), max_length=120, required=False)

    class Meta:
        icon = "image"
        label = _("picture")
        template = "core/prose/picture.html"


class QuoteBlock(StructBlock):
    """Somebody's own words."""

    text = TextBlock(label=_("words"), rows=3)
    source = CharBlock(label=_("who said it"), max_length=60, required=False)

    class Meta:
        icon = "openquote"
        label = _("quotation")
        template = "core/prose/quote.html"


class NoteBlock(StructBlock):
    """Something to notice: a deadline, a change, what to bring."""

    title = CharBlock(label=_("title"), max_length=30, required=False)
    text = TextBlock(label=_("text"), rows=3)

    class Meta:
        icon = "info-circle"
        label = _("note")
        template = "core/prose/note.html"


PROSE = [
    ("heading", CharBlock(label=_("heading"), max_length=60, icon="title", template="core/prose/heading.html")),
    ("paragraph", RichTextBlock(label=_("paragraph"), features=PLAIN_FEATURES, icon="pilcrow")),
    ("picture", PictureBlock()),
    ("quote", QuoteBlock()),
    ("note", NoteBlock()),
]
