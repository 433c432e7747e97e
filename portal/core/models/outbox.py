from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OutboxState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    DONE = "done", _("done")
    FAILED = "failed", _("failed for good")


class OutboxItem(models.Model):
    """Work that must happen, written in the transaction that made it necessary.

    `leased_until` marks an item that a worker has taken: if the worker dies, the lease runs out and another takes it.
    Handlers are therefore idempotent.
    """

    topic = models.CharField(_("topic"), max_length=60)
    key = models.CharField(_("key"), max_length=80)
    payload = models.JSONField(_("payload"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=OutboxState, default=OutboxState.WAITING)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    due_at = models.DateTimeField(_("due"))
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    class Meta:
        verbose_name = _("promised work")
        verbose_name_plural = _("promised work")
        permissions = [("retry_outbox", _("Can look at promised work and have it tried again"))]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False),
                name="outbox_done_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="outbox_waiting", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"
