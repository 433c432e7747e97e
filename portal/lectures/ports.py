"""What pages of this room show beside what editors wrote, filled by the views from wiring."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from portal.core.ports import Registry

page_parts: Registry[Callable[[Any, HttpRequest], dict[str, Any]]] = Registry("parts of lecture pages")
"""By "index", "series" and "lecture": (page, request) → what the template gets besides the page."""
