"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.core.shell import elder_mode, shell_of


def site(request: HttpRequest) -> dict:
    """demo: whether to show the 演示数据 mark; elder: whether large type (长辈版) is on; shell: what surrounds pages.

    The shell is read from the database only by pages that use it.
    """
    return {
        "demo": settings.DEMO,
        "elder": elder_mode(request),
        "shell": SimpleLazyObject(lambda: shell_of(request)),
    }
