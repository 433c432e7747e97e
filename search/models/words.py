from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class SynonymGroup(models.Model):
    """Words that mean the same to whoever searches (电瓶车, 电动车, 电动自行车), nicknames of places among them."""

    words = models.CharField(_("words"), max_length=200, unique=True)
    note = models.CharField(_("remark"), max_length=100, blank=True)

    class Meta:
        ordering = ["words"]
        verbose_name = _("words that mean the same")
        verbose_name_plural = _("words that mean the same")
        permissions = [("look_after_search", _("Can look after the search"))]

    def __str__(self) -> str:
        return self.words

    @property
    def listed(self) -> list[str]:
        return self.words.split("、")


class AskedWordQuerySet(models.QuerySet["AskedWord"]):
    def summed(self, since: date) -> Any:
        """By text since a day: `all` searches, those in `vain`, on how many `days`, the `last` of them."""
        found = self.filter(day__gte=since).values("text")
        return found.annotate(
            all=models.Sum("times"), vain=models.Sum("in_vain"), days=models.Count("day"), last=models.Max("day")
        )


class AskedWord(models.Model):
    """How often something was searched on a day, and how often in vain. Nobody's name is beside it: UNIQUE(day, text).

    Kept for ninety days; staff see a text from the third time on, on two days at least.
    """

    day = models.DateField(_("day"))
    text = models.CharField(_("searched"), max_length=40)
    times = models.PositiveIntegerField(_("times"), default=0)
    in_vain = models.PositiveIntegerField(_("in vain"), default=0)

    objects = AskedWordQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "text"]
        verbose_name = _("what was searched")
        verbose_name_plural = _("what was searched")
        constraints = [models.UniqueConstraint(fields=["day", "text"], name="searched_once_a_day")]

    def __str__(self) -> str:
        return self.text
