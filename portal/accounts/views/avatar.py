from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from portal.accounts.queries.avatars import avatar_to_show
from portal.core.private_files import file_answer


@require_safe
def avatar(request: HttpRequest, code: str) -> HttpResponse:
    """My own picture; `pass` lets in apps whose pictures send no token."""
    shown = avatar_to_show(code, request.user, request.GET.get("pass", ""))
    return file_answer(request, shown.picture, "image/jpeg", public=False)
