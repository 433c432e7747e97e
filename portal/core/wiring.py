"""What the ground floor puts into its own registries."""

from django.db.models.signals import post_delete, post_save
from django.forms import Field
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from portal.core.cleanup import RULES
from portal.core.metrics import figures
from portal.core.models import SiteShell
from portal.core.readiness import outbox_figures
from portal.core.retention import retention_rules
from portal.core.shell import forget_setting
from portal.core.sites import forget_site

# Django's own words for this sound like an office in Chinese.
Field.default_error_messages = {**Field.default_error_messages, "required": _("This is still missing.")}

figures.register("outbox", outbox_figures)
for _rule in RULES:
    retention_rules.register(_rule.key, _rule)
for _forget in (forget_site, forget_setting):
    for _signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        _signal.connect(_forget)
    for _sender in (Site, Page):
        post_delete.connect(_forget, sender=_sender)
    post_save.connect(_forget, sender=Site)
post_save.connect(forget_setting, sender=SiteShell)
post_delete.connect(forget_setting, sender=SiteShell)
