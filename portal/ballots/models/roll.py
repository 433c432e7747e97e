from typing import NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Household
from portal.ballots.enums import RollBasis
from portal.core.codes import CodeField


class FrozenError(TypeError):
    """Something tried to change a line that is never changed. A correction is a new line (`correct_roll`)."""


class FrozenQuerySet(models.QuerySet):
    """Rows are added and read, never changed or removed."""

    def update(self, **changes: object) -> NoReturn:
        raise FrozenError("A frozen roll is never changed.")

    def delete(self) -> NoReturn:
        raise FrozenError("A frozen roll is never shortened.")

    def bulk_update(self, *args: object, **kwargs: object) -> NoReturn:
        raise FrozenError("A frozen roll is never changed.")


class FrozenModel(models.Model):
    objects = FrozenQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise FrozenError("A frozen roll is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs) -> NoReturn:
        raise FrozenError("A frozen roll is never shortened.")


class Roll(models.Model):
    """Who may vote: frozen before the poll opens, from a list of residents.

    `digest` is the SHA-256 of the newest version's sorted entries (`portal.ballots.tally.digests.roll_digest`), `size`
    the number of entries. Both change only together with a new `RollVersion`.
    """

    code = CodeField()
    title = models.CharField(_("title"), max_length=120)
    basis = models.CharField(_("basis"), max_length=12, choices=RollBasis)
    frozen_at = models.DateTimeField(_("frozen"))
    digest = models.CharField(_("digest of the roll"), max_length=64)
    size = models.PositiveIntegerField(_("size"))

    class Meta:
        ordering = ["-frozen_at", "-id"]
        verbose_name = _("roll")
        verbose_name_plural = _("rolls")

    def __str__(self) -> str:
        return self.title


class RollVersion(FrozenModel):
    """One line of a roll's digest history: version 1 is the freezing, each later one a correction."""

    roll = models.ForeignKey(Roll, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    digest = models.CharField(_("digest of the roll"), max_length=64)
    size = models.PositiveIntegerField(_("size"))
    at = models.DateTimeField(_("at"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("proposed by")
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("confirmed by")
    )

    class Meta:
        ordering = ["roll_id", "number"]
        verbose_name = _("roll version")
        verbose_name_plural = _("roll versions")
        constraints = [
            models.UniqueConstraint(fields=["roll", "number"], name="roll_version_once"),
            models.CheckConstraint(
                condition=Q(number=1)
                | (
                    ~Q(reason="")
                    & Q(proposed_by__isnull=False, confirmed_by__isnull=False)
                    & ~Q(proposed_by=F("confirmed_by"))
                ),
                name="roll_correction_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roll_id} v{self.number}"


class RollEntry(FrozenModel):
    """One person on a roll, or one household by its representative. `version` says since which version it is there."""

    roll = models.ForeignKey(Roll, models.PROTECT, related_name="entries")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="roll_entries")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+", null=True)
    number = models.PositiveIntegerField(_("number"))
    version = models.PositiveSmallIntegerField(_("since version"), default=1)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ["roll_id", "number"]
        verbose_name = _("roll entry")
        verbose_name_plural = _("roll entries")
        constraints = [
            models.UniqueConstraint(fields=["roll", "user"], name="roll_person_once"),
            models.UniqueConstraint(fields=["roll", "number"], name="roll_number_once"),
            models.UniqueConstraint(
                fields=["roll", "household"], name="roll_household_once", condition=Q(household__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roll_id}/{self.number}"
