from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.codes import CodeField
from portal.notices.enums import DeliveryState
from portal.notices.ports import notice_kinds


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user) -> Self:
        """Twin of `rules.can_read_notice`: everybody reads their own and nobody else's."""
        return self.filter(recipient=user) if user.is_authenticated else self.none()


class Notice(models.Model):
    """One piece of news for one person (通知). The same happening reaches nobody twice.

    Only the fields are kept; the words are made when it is read, in the reader's language.
    """

    code = CodeField()
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("recipient")
    )
    kind = models.CharField(_("kind"), max_length=40)
    subject = models.CharField(_("subject"), max_length=60)
    event = models.CharField(_("event"), max_length=60)
    fields = models.JSONField(default=dict, blank=True)
    url = models.CharField(_("address"), max_length=300, blank=True)
    unread = models.BooleanField(_("unread"), default=True)
    created_at = models.DateTimeField(_("at"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(fields=["recipient", "kind", "subject", "event"], name="notice_once"),
            models.CheckConstraint(
                condition=Q(unread=True, read_at__isnull=True) | Q(unread=False, read_at__isnull=False),
                name="notice_read_has_time",
            ),
        ]
        indexes = [models.Index(fields=["recipient", "-unread", "-created_at", "-id"], name="notice_inbox")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The news in one line; the bare subject where its room is no longer installed."""
        return notice_kinds.get(self.kind).title(self.fields) if self.kind in notice_kinds else self.subject

    @property
    def body(self) -> str:
        """The news in a few sentences; empty where its room is no longer installed."""
        return notice_kinds.get(self.kind).body(self.fields) if self.kind in notice_kinds else ""

    @property
    def kind_label(self) -> str:
        return str(notice_kinds.get(self.kind).label) if self.kind in notice_kinds else ""


class Delivery(models.Model):
    """A notice on its way through one outside channel; each is one item of the outbox."""

    code = CodeField()
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries", verbose_name=_("notice"))
    channel = models.CharField(_("channel"), max_length=20)
    state = models.CharField(_("state"), max_length=8, choices=DeliveryState, default=DeliveryState.WAITING)
    due_at = models.DateTimeField(_("due"))
    sent_at = models.DateTimeField(_("delivered"), null=True, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once"),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.SENT) | Q(sent_at__isnull=False), name="delivery_sent_has_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.code}"
