from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.codes import CodeField
from portal.notices.models import Delivery
from wechat.messages.enums import MessageState
from wechat.models.template import SubscribeTemplate

OPEN = [MessageState.WAITING, MessageState.SENDING]


class SubscribeMessage(models.Model):
    """One subscribe message to one person about one event, and what became of it.

    It is `sending` only while WeChat is asked. Whoever finds it so later knows that the answer was lost: it becomes
    `uncertain` and is never sent again.
    """

    code = CodeField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="wechat_messages", verbose_name=_("person")
    )
    template = models.ForeignKey(
        SubscribeTemplate, models.PROTECT, related_name="messages", verbose_name=_("message template")
    )
    event = models.CharField(_("event"), max_length=170)
    kind = models.CharField(_("kind of news"), max_length=40)
    delivery = models.OneToOneField(
        Delivery, models.SET_NULL, null=True, related_name="wechat_message", verbose_name=_("delivery")
    )
    state = models.CharField(_("state"), max_length=9, choices=MessageState)
    error_code = models.IntegerField(_("WeChat's code"), null=True)
    detail = models.CharField(_("WeChat's words"), max_length=200, blank=True)
    msgid = models.CharField(_("WeChat's number"), max_length=40, blank=True)
    created_at = models.DateTimeField(_("begun"))
    sending_at = models.DateTimeField(_("last tried"), null=True)
    settled_at = models.DateTimeField(_("settled"), null=True)
    seen_at = models.DateTimeField(_("seen by staff"), null=True)

    class Meta:
        verbose_name = _("WeChat message")
        verbose_name_plural = _("WeChat messages")
        constraints = [
            models.UniqueConstraint(fields=["person", "template", "event"], name="wechat_message_once"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, settled_at__isnull=True)
                | (~Q(state__in=OPEN) & Q(settled_at__isnull=False)),
                name="wechat_message_settled_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=MessageState.SENDING) | Q(sending_at__isnull=False),
                name="wechat_message_sending_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="wechat_message_newest"),
            models.Index(fields=["msgid"], name="wechat_message_number", condition=~Q(msgid="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.code}"
