"""Screens about WeChat are the district's own."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from portal.accounts.queries import is_district_admin
from portal.core.errors import Hidden

View = Callable[..., HttpResponse]


def of_the_district(view: View) -> View:
    """Hidden for everybody but the district's administration."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_district_admin(request.user):
            raise Hidden
        return view(request, *args, **kwargs)

    return guarded
