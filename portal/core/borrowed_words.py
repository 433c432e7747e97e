"""Words that Wagtail shows to staff and its own Chinese catalogue lacks: this room's catalogue has them instead."""

from django.utils.translation import gettext_noop as _

BORROWED = (
    _("New: %(model_name)s"),
    _('There are no %(model_name)s to display. Why not <a href="%(add_url)s">add one</a>?'),
)
