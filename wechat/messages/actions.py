"""What the district's administration does with templates and messages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.queries import is_district_admin
from portal.core import audit
from portal.core.errors import Hidden, Invalid
from portal.notices.ports import notice_kinds
from wechat.messages.filling import field_complaint, page_complaint
from wechat.messages.queries import troubles
from wechat.messages.template_ids import TEMPLATE_ID
from wechat.models import SubscribeMessage, SubscribeTemplate

MOST_FIELDS = 5


@transaction.atomic
def save_template(
    *,
    code: str | None,
    template_id: str,
    title: str,
    kinds: Sequence[str],
    fields: Sequence[tuple[str, str]],
    page: str,
    active: bool,
    actor: Any,
    now: datetime,
) -> SubscribeTemplate:
    """Add a template, or change the one of `code`.

    Raises Hidden for whoever is not the district's administration and for an unknown code, and Invalid with what is
    wrong by question: template_id, title, kinds, page, fields, or text_0, text_1, … for one field.
    """
    template = _template(code, actor)
    wrong = template_complaints(kinds=kinds, fields=fields, page=page, now=now)
    if not TEMPLATE_ID.fullmatch(template_id):
        wrong["template_id"] = _("WeChat's template IDs have 43 letters, digits, “-” and “_”. Copy it whole.")
    others = SubscribeTemplate.objects.exclude(pk=template.pk)
    if others.filter(template_id=template_id).exists():
        wrong["template_id"] = _("This template is on the list already.")
    if others.filter(title=title).exists():
        wrong["title"] = _("Another template has this title, and of two with one title WeChat shows only one.")
    if wrong:
        raise Invalid(**wrong)
    template.template_id, template.title, template.page = template_id, title, page
    template.kinds, template.fields = list(kinds), [list(pair) for pair in fields]
    template.active, template.changed_at = active, now
    template.save()
    audit.record("wechat.save_template", template, actor, template_id=template_id, active=active)
    return template


def _template(code: str | None, actor: Any) -> SubscribeTemplate:
    if not is_district_admin(actor):
        raise Hidden
    if code is None:
        return SubscribeTemplate()
    template = SubscribeTemplate.objects.select_for_update().filter(code=code).first()
    if template is None:
        raise Hidden
    return template


def template_complaints(
    *, kinds: Sequence[str], fields: Sequence[tuple[str, str]], page: str, now: datetime
) -> dict[str, str]:
    """What is wrong, by question as in save_template; empty where WeChat would take every message made from it."""
    wrong = {}
    if not kinds:
        wrong["kinds"] = _("Choose at least one kind of news.")
    if unknown := [kind for kind in kinds if kind not in notice_kinds]:
        wrong["kinds"] = _("There is no such kind of news: %s") % unknown[0]
    if complaint := page_complaint(page):
        wrong["page"] = complaint
    if not 1 <= len(fields) <= MOST_FIELDS:
        wrong["fields"] = _("A template has between one and five fields.")
    known = [kind for kind in kinds if kind in notice_kinds]
    for number, (keyword, text) in enumerate(fields):
        if keyword in dict(fields[:number]):
            wrong[f"text_{number}"] = _("This keyword is here twice.")
        elif complaint := field_complaint(keyword, text, known, now):
            wrong[f"text_{number}"] = complaint
    return wrong


@transaction.atomic
def mark_seen(*, actor: Any, now: datetime) -> int:
    """Staff have seen which messages did not arrive; returns how many that were. They stay on the list.

    Raises Hidden for whoever is not the district's administration.
    """
    if not is_district_admin(actor):
        raise Hidden
    seen = list(troubles().select_for_update().values_list("pk", flat=True))
    return SubscribeMessage.objects.filter(pk__in=seen).update(seen_at=now)
