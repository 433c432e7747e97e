"""The pictures of a text as they are shown."""

from collections.abc import Iterable
from typing import Any

from wagtail.images import get_image_model
from wagtail.images.models import SourceImageIOError

PICTURE = "width-1200"


def picture_numbers(body: Any) -> list[int]:
    """The images of a text's pictures, in order, without loading them."""
    return [block["value"]["image"] for block in body.raw_data if block["type"] == "picture"]


def drawn_pictures(numbers: Iterable[int], spec: str) -> dict[int | None, Any]:
    """By image its copy as `spec` says. One query; what was not drawn before is drawn now, what is lost left out."""
    images = get_image_model()
    wanted = set(numbers)
    copies = images.get_rendition_model().objects.filter(image__in=wanted, filter_spec=spec).order_by("pk")
    drawn: dict[int | None, Any] = {copy.image_id: copy for copy in copies}
    missing = wanted - drawn.keys()
    for image in images.objects.filter(pk__in=missing) if missing else ():
        try:
            drawn[image.pk] = image.get_rendition(spec)
        except SourceImageIOError:
            continue
    return drawn
