from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from wechat.checks.addresses import file_behind


@require_safe
def media(request: HttpRequest, token: str) -> HttpResponse:
    """The file that the token was signed for, and no other; kept nowhere on the way."""
    file = file_behind(token)
    answer = HttpResponse(file.content, file.content_type)
    patch_cache_control(answer, private=True, no_store=True)
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
