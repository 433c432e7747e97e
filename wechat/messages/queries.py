"""Templates, what may be asked for, and what staff see of messages."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.queries import is_district_admin
from portal.accounts.rules import require_signed_in
from portal.core.staff_tasks import StaffTask
from portal.notices.ports import notice_channels, notice_kinds
from portal.notices.queries import preferences_of
from wechat.messages.enums import MessageState, Moment
from wechat.messages.news import ASKED_AFTER
from wechat.models import PromptLedger, SubscribeMessage, SubscribeTemplate
from wechat.queries import identity_of

CHANNEL = "wechat"
AT_ONCE = 3
"""Templates in one prompt, by wx.requestSubscribeMessage."""
NOT_ALLOWED = 43101
STAFF_STATES = (
    MessageState.UNCERTAIN,
    MessageState.REFUSED,
    MessageState.WAITING,
    MessageState.SENDING,
    MessageState.SENT,
)
STAFF_ORDER = ["rank", "-created_at", "-id"]


def templates_for(kind: str) -> list[SubscribeTemplate]:
    """The templates in use that carry `kind`, the oldest first; one query."""
    in_use = SubscribeTemplate.objects.filter(active=True).order_by("pk")
    return [template for template in in_use if kind in template.kinds]


@dataclass(frozen=True)
class Promptable:
    """A template that a phone may ask about, and how many of its messages the person allows already."""

    template_id: str
    title: str
    left: int


def promptable(user: Any, moment: Moment) -> list[Promptable]:
    """What the mini-program may ask `user` for after `moment`: AT_ONCE at most, the most wanted first.

    Empty without a WeChat account of theirs. Templates whose news they switched off are left out. Raises SignInNeeded.
    """
    require_signed_in(user)
    identity = identity_of(user, "mp")
    if identity is None or CHANNEL not in notice_channels:
        return []
    wishes = preferences_of(user)
    welcome = {each.kind for each in wishes for wish in each.channels if wish.channel == CHANNEL and wish.wanted}
    wanted = [kind for kind in ASKED_AFTER[moment] if kind in welcome]
    in_use = SubscribeTemplate.objects.filter(active=True).order_by("pk")
    ranked = sorted(
        (min(wanted.index(kind) for kind in template.kinds if kind in wanted), template.pk, template)
        for template in in_use
        if not set(wanted).isdisjoint(template.kinds)
    )
    chosen = [template for _rank, _pk, template in ranked[:AT_ONCE]]
    left = dict(PromptLedger.objects.filter(identity=identity).values_list("template_id", "left"))
    return [Promptable(each.template_id, each.title, left.get(each.pk, 0)) for each in chosen]


def messages_for_staff(state: str = "") -> QuerySet[SubscribeMessage]:
    """All messages, uncertain ones first, then refused ones, each with `rank`; of one state where it is given."""
    ranks = [MessageState.UNCERTAIN, MessageState.REFUSED]
    whens = [When(state=value, then=Value(number)) for number, value in enumerate(ranks)]
    rank = Case(*whens, default=Value(len(ranks)), output_field=IntegerField())
    rows = SubscribeMessage.objects.annotate(rank=rank).select_related("template", "person__resident__community")
    return rows.filter(state=state) if state else rows


def counts_by_state() -> dict[str, int]:
    """How many messages there are in each state, zeros included; one query."""
    found = dict(SubscribeMessage.objects.order_by().values_list("state").annotate(n=Count("pk")))
    return {state.value: found.get(state.value, 0) for state in MessageState}


def templates_for_staff() -> QuerySet[SubscribeTemplate]:
    """All templates, those in use first, with `allowed` (messages people still allow), `sent` and `troubles`."""
    ledgers = PromptLedger.objects.filter(template=OuterRef("pk")).order_by().values("template")
    return SubscribeTemplate.objects.annotate(
        allowed=Coalesce(Subquery(ledgers.annotate(n=Sum("left")).values("n")), 0),
        sent=Count("messages", filter=Q(messages__state=MessageState.SENT)),
        troubles=Count("messages", filter=_unseen("messages__")),
    ).order_by("-active", "pk")


def troubles() -> QuerySet[SubscribeMessage]:
    """Messages that staff should look at and have not yet.

    That somebody allows no more messages (NOT_ALLOWED) is nobody's mistake and not among them.
    """
    return SubscribeMessage.objects.filter(_unseen(""))


def _unseen(prefix: str) -> Q:
    uncertain = Q(**{f"{prefix}state": MessageState.UNCERTAIN})
    refused = Q(**{f"{prefix}state": MessageState.REFUSED}) & ~Q(**{f"{prefix}error_code": NOT_ALLOWED})
    return (uncertain | refused) & Q(**{f"{prefix}seen_at": None})


def message_tasks(user: Any) -> list[StaffTask]:
    """What the staff home shows the district's administration."""
    if not is_district_admin(user):
        return []
    count = troubles().count()
    if not count:
        return []
    return [StaffTask(_("WeChat messages that did not arrive"), reverse("wechat_messages"), count)]


def labels_of(kinds: Iterable[str]) -> list[str]:
    """The kinds' names for people; the bare key where its room is no longer installed."""
    return [str(notice_kinds.get(kind).label) if kind in notice_kinds else kind for kind in kinds]
