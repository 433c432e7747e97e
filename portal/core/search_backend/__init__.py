"""Search in the staff's screens that finds Chinese: Wagtail's database back ends, with words cut by us.

It holds what editors look for: pages, images, documents. What residents search is the search edge's.
"""

from importlib import import_module
from typing import Any

from django.db import connection


def SearchBackend(params: dict[str, Any]) -> Any:
    """The back end for the default database; Wagtail looks it up by this name (settings.WAGTAILSEARCH_BACKENDS)."""
    return import_module(f"{__name__}.{connection.vendor}").SearchBackend(params)
