"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.core.page_modules import modules_for
from portal.core.shell import elder_mode, shell_of


def site(request: HttpRequest) -> dict:
    """demo: whether to show the 演示数据 mark; elder: whether large type (长辈版) is on; shell: what surrounds pages;
    page_modules: what upper floors add to pages that can be shared.

    The shell is read from the database only by pages that use it, and modules are let in only where they are drawn.
    """
    return {
        "demo": settings.DEMO,
        "elder": elder_mode(request),
        "shell": SimpleLazyObject(lambda: shell_of(request)),
        "page_modules": SimpleLazyObject(lambda: modules_for(request)),
    }
