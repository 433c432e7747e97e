"""How the ballots of one vote came: the look at it, and what was noticed."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.ballots.enums import SignalKind, SignalState
from portal.ballots.models.poll import Poll
from portal.core.codes import CodeField

WHY_AT_MOST = 200


class SignalCheck(models.Model):
    """The look, once, after the count: `marked` of `expected` ballots had a mark. Fewer: it is incomplete, and said."""

    poll = models.OneToOneField(Poll, models.PROTECT, related_name="signal_check", verbose_name=_("poll"))
    at = models.DateTimeField(_("at"))
    marked = models.PositiveIntegerField(_("ballots with a mark"))
    expected = models.PositiveIntegerField(_("ballots cast online"))

    class Meta:
        verbose_name = _("look at how ballots came")
        verbose_name_plural = _("looks at how ballots came")

    def __str__(self) -> str:
        return f"{self.poll_id}: {self.marked}/{self.expected}"

    @property
    def complete(self) -> bool:
        return self.marked >= self.expected


class Signal(models.Model):
    """Something noticed. It names no ballot: `digest` finds them again among the marks for as long as there are any.

    The database keeps: whatever was decided was decided by somebody, and an explanation has its words.
    """

    code = CodeField()
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="signals", verbose_name=_("poll"))
    kind = models.CharField(_("what was noticed"), max_length=8, choices=SignalKind)
    ballots = models.PositiveIntegerField(_("ballots"))
    facts = models.JSONField(_("figures"), default=dict, encoder=DjangoJSONEncoder)
    digest = models.CharField(_("digest"), max_length=64)
    state = models.CharField(_("state"), max_length=9, choices=SignalState, default=SignalState.NOTED)
    why = models.CharField(_("why"), max_length=WHY_AT_MOST, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("settled by")
    )
    settled_at = models.DateTimeField(_("settled"), null=True)

    class Meta:
        ordering = ["kind", "-ballots", "id"]
        verbose_name = _("something noticed")
        verbose_name_plural = _("things noticed")
        constraints = [
            models.UniqueConstraint(fields=["poll", "digest"], name="signal_once"),
            models.CheckConstraint(
                condition=Q(state=SignalState.NOTED, settled_by__isnull=True, settled_at__isnull=True, why="")
                | ~Q(state=SignalState.NOTED) & Q(settled_by__isnull=False, settled_at__isnull=False) & ~Q(why=""),
                name="signal_settled_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.code
