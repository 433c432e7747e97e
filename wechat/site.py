"""This site's addresses, as WeChat needs them: whole."""

from urllib.parse import urljoin

from django.conf import settings


def absolute(path: str) -> str:
    """`path` of this site as a whole address; what is one already stays."""
    return urljoin(settings.WAGTAILADMIN_BASE_URL.rstrip("/") + "/", path)
