"""The way to a screen of the staff area, as Wagtail's header shows it."""

from django.urls import reverse
from django.utils.translation import gettext as _

Way = tuple[str, str]


def crumbs(*ways: Way) -> list[dict[str, str]]:
    """For `breadcrumbs_items`: the staff home, then `ways` as (label, address); the screen itself has address ""."""
    home = (_("Home"), reverse("wagtailadmin_home"))
    return [{"url": url, "label": label} for label, url in (home, *ways)]
