"""What people allow: counted when their phone or WeChat tells, taken back when they switch messages off."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from portal.accounts.rules import require_signed_in
from portal.core.errors import Invalid
from wechat.models import PromptLedger, SubscribeTemplate, WeChatIdentity
from wechat.queries import identity_of
from wechat.signin.errors import NotConnected

Answer = Literal["accept", "reject", "ban", "filter"]
PAIRING = timedelta(minutes=10)
"""How far apart phone and WeChat may tell of the same tap."""
MOST = 100
"""Allowed messages that are kept count of: nobody needs more, and a broken phone cannot tell of more."""


@transaction.atomic
def report_answers(*, actor: Any, answers: Mapping[str, Answer], now: datetime) -> int:
    """Count what `actor` just answered to a prompt, by template ID; returns how many messages they allowed.

    Raises SignInNeeded, NotConnected without a WeChat account, and Invalid for a template that is not ours.
    """
    require_signed_in(actor)
    identity = identity_of(actor, "mp")
    if identity is None:
        raise NotConnected
    known = SubscribeTemplate.objects.filter(template_id__in=answers)
    templates = {template.template_id: template for template in known}
    if unknown := sorted(set(answers) - set(templates)):
        raise Invalid(_("There is no such template."), results=unknown[0])
    accepted = [templates[key] for key, answer in sorted(answers.items()) if answer == "accept"]
    for template in accepted:
        count_accepted(identity=identity, template=template, told_by="phone", at=now)
    return len(accepted)


@transaction.atomic
def count_accepted(
    *, identity: WeChatIdentity, template: SubscribeTemplate, told_by: Literal["phone", "wechat"], at: datetime
) -> bool:
    """One more message is allowed; False where the other side told of this tap already, or WeChat told it before."""
    ledger = _ledger(identity, template)
    if told_by == "wechat" and ledger.told_at == at:
        return False
    step = 1 if told_by == "phone" else -1
    fresh = ledger.ahead_at is not None and abs(at - ledger.ahead_at) <= PAIRING
    ahead = ledger.ahead if fresh else 0
    new = ahead * step >= 0
    ledger.ahead, ledger.ahead_at = ahead + step, at
    ledger.left = min(ledger.left + new, MOST)
    if told_by == "wechat":
        ledger.told_at = at
    ledger.save(update_fields=["left", "ahead", "ahead_at", "told_at"])
    return new


def _ledger(identity: WeChatIdentity, template: SubscribeTemplate) -> PromptLedger:
    PromptLedger.objects.bulk_create([PromptLedger(identity=identity, template=template)], ignore_conflicts=True)
    return PromptLedger.objects.select_for_update().get(identity=identity, template=template)


def take_prompt(identity: WeChatIdentity, template: SubscribeTemplate) -> bool:
    """Use one allowed message up, if there is one: of many who try for the last, one gets it."""
    left = PromptLedger.objects.filter(identity=identity, template=template, left__gte=1)
    return bool(left.update(left=F("left") - 1))


def give_back(*, identity_id: int, template_id: int) -> None:
    """What was taken was not used: WeChat did not carry the message."""
    ledgers = PromptLedger.objects.filter(identity=identity_id, template=template_id, left__lt=MOST)
    ledgers.update(left=F("left") + 1)


def forget_prompts(*, identity_id: int, template_id: int) -> None:
    """Nothing is allowed any more: WeChat says so, or the person switched the messages off."""
    PromptLedger.objects.filter(identity=identity_id, template=template_id).update(left=0, ahead=0)
