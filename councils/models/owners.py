from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from councils.models.bodies import Body
from councils.owners_enums import Matter, OwnerChannel, OwnerChoice, UnitState, VoteState
from portal.accounts.queries import communities_of
from portal.core.codes import CodeField
from portal.core.errors import Hidden

TITLE_AT_MOST, TEXT_AT_MOST, NUMBER_AT_MOST, OWNERS_AT_MOST = 120, 2000, 40, 120


class SoundingQuerySet(models.QuerySet["Sounding"]):
    def opened(self) -> Self:
        """What residents may know of: a sounding in preparation is its staff's alone."""
        return self.filter(opened_at__isnull=False)

    def in_care_of(self, user: Any) -> Self:
        return self.filter(body__community__in=communities_of(user))

    def locked(self, code: str) -> "Sounding":
        """The sounding, locked until the transaction ends: whatever touches roll or votes takes this lock first.

        Raises Hidden.
        """
        found = self.select_for_update(of=("self",)).select_related("body__community").filter(code=code).first()
        if found is None:
            raise Hidden
        return found


class Sounding(models.Model):
    """An owners' sounding (业主意向摸底): one question to the owners of one roll; it decides nothing.

    It is open in [opened_at, closes_at), by the clock alone. The roll is frozen when it opens: from then on it has a
    digest (a constraint), and units and heads no longer change (triggers).
    """

    code = CodeField()
    body = models.ForeignKey(Body, models.PROTECT, related_name="soundings", verbose_name=_("body"))
    title = models.CharField(_("question"), max_length=TITLE_AT_MOST)
    text = models.TextField(_("what it is about"), max_length=TEXT_AT_MOST, blank=True)
    matter = models.CharField(_("kind of matter"), max_length=12, choices=Matter)
    closes_at = models.DateTimeField(_("closes"))
    opened_at = models.DateTimeField(_("opened"), null=True)
    roll_digest = models.CharField(_("digest of the roll"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("prepared"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("prepared by")
    )

    objects = SoundingQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("owners' sounding")
        verbose_name_plural = _("owners' soundings")
        constraints = [
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, roll_digest="")
                | Q(opened_at__isnull=False, closes_at__gt=F("opened_at")) & ~Q(roll_digest=""),
                name="sounding_open_with_digest",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("councils:sounding", args=[self.code])

    def is_open(self, now: datetime) -> bool:
        return self.opened_at is not None and self.opened_at <= now < self.closes_at

    def is_over(self, now: datetime) -> bool:
        return self.opened_at is not None and now >= self.closes_at


class OwnerHead(models.Model):
    """One head (一人) of the roll: an owner with all their units, or the developer with all that is not delivered.

    `user` is the account staff linked after seeing the papers: an account is one head of a sounding, and a head has
    one account (a constraint). Without one the head votes on paper.
    """

    code = CodeField()
    sounding = models.ForeignKey(Sounding, models.CASCADE, related_name="heads", verbose_name=_("owners' sounding"))
    key = models.CharField(_("key"), max_length=OWNERS_AT_MOST + 10)
    name = models.CharField(_("name"), max_length=OWNERS_AT_MOST)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="owner_heads", null=True, verbose_name=_("account")
    )

    class Meta:
        ordering = ["sounding_id", "id"]
        verbose_name = _("head of a roll of owners")
        verbose_name_plural = _("heads of rolls of owners")
        constraints = [
            models.UniqueConstraint(fields=["sounding", "key"], name="owner_head_once"),
            models.UniqueConstraint(
                fields=["sounding", "user"], condition=Q(user__isnull=False), name="owner_head_account_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OwnerUnit(models.Model):
    """A unit (专有部分) with its registered area in square metres, two places; on a roll once."""

    sounding = models.ForeignKey(Sounding, models.CASCADE, related_name="units", verbose_name=_("owners' sounding"))
    head = models.ForeignKey(OwnerHead, models.CASCADE, related_name="units", verbose_name=_("head"))
    number = models.CharField(_("unit number"), max_length=NUMBER_AT_MOST)
    area_m2 = models.DecimalField(_("floor area in m²"), max_digits=9, decimal_places=2)
    owners = models.CharField(_("owners"), max_length=OWNERS_AT_MOST)
    representative = models.CharField(_("representative"), max_length=OWNERS_AT_MOST)
    state = models.CharField(_("sold and delivered"), max_length=12, choices=UnitState, default=UnitState.DELIVERED)

    class Meta:
        ordering = ["sounding_id", "id"]
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.UniqueConstraint(fields=["sounding", "number"], name="owner_unit_once"),
            models.CheckConstraint(condition=Q(area_m2__gt=0), name="owner_unit_has_area"),
        ]

    def __str__(self) -> str:
        return self.number


class OwnerVote(models.Model):
    """What one head said, recorded with who entered it. At most one row of a head counts, and at most one waits.

    A paper counts once a second clerk confirmed it (a constraint: two different people). A later choice replaces an
    earlier one, which stays as history.
    """

    code = CodeField()
    head = models.ForeignKey(OwnerHead, models.CASCADE, related_name="votes", verbose_name=_("head"))
    choice = models.CharField(_("choice"), max_length=8, choices=OwnerChoice)
    channel = models.CharField(_("channel"), max_length=8, choices=OwnerChannel)
    state = models.CharField(_("state"), max_length=10, choices=VoteState)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("confirmed by")
    )

    class Meta:
        ordering = ["head_id", "id"]
        verbose_name = _("owner's vote")
        verbose_name_plural = _("owners' votes")
        constraints = [
            models.UniqueConstraint(fields=["head"], condition=Q(state="counted"), name="owner_vote_counted_once"),
            models.UniqueConstraint(fields=["head"], condition=Q(state="waiting"), name="owner_vote_waits_once"),
            models.CheckConstraint(
                condition=~Q(channel="paper", state="counted")
                | Q(entered_by__isnull=False, confirmed_by__isnull=False) & ~Q(entered_by=F("confirmed_by")),
                name="owner_paper_by_two",
            ),
            models.CheckConstraint(
                condition=Q(channel="paper") | ~Q(state="waiting") & Q(confirmed_by__isnull=True),
                name="owner_online_at_once",
            ),
        ]

    def __str__(self) -> str:
        return self.code
