"""Pictures and recordings: everybody's once published, until then for author and community. The media folder itself is
closed."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from portal.core.errors import Hidden
from portal.core.private_files import file_answer
from portal.core.sounds import TYPES
from proposals.queries.reading import photo_to_show, voice_to_hear


@require_safe
def photo(request: HttpRequest, code: str) -> HttpResponse:
    return _picture(request, code, small=False)


@require_safe
def small_photo(request: HttpRequest, code: str) -> HttpResponse:
    return _picture(request, code, small=True)


@require_safe
def voice(request: HttpRequest, code: str, suffix: str) -> HttpResponse:
    """The recording; `pass` lets in players that cannot sign in."""
    heard, public = voice_to_hear(code, request.user, request.GET.get("pass", ""))
    if heard.suffix != suffix:
        raise Hidden
    return file_answer(request, heard.file, TYPES[suffix], public=public)


def _picture(request: HttpRequest, code: str, *, small: bool) -> HttpResponse:
    """`pass` lets in apps whose pictures send no token."""
    shown, public = photo_to_show(code, request.user, request.GET.get("pass", ""))
    file = shown.small if small and shown.small.name else shown.image
    return file_answer(request, file, "image/jpeg", public=public)
