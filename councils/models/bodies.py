from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from councils.enums import BodyBasis, BodyKind, SeatRole, Side
from portal.accounts.queries import communities_of
from portal.ballots.tally.decision import DecisionRule
from portal.communities.models import Community
from portal.core.codes import CodeField

NAME_AT_MOST, TEXT_AT_MOST = 60, 2000


class BodyQuerySet(models.QuerySet["Body"]):
    def standing(self) -> Self:
        return self.filter(dissolved_at__isnull=True)

    def in_care_of(self, user: Any) -> Self:
        """The bodies of communities in which `user` holds an office."""
        return self.filter(community__in=communities_of(user))


class Body(models.Model):
    """A body (议事机构) of one community, set up from the template of its kind (`councils.procedure.TEMPLATES`).

    `rule` is a `DecisionRule` as data and `rests_on` the article it rests on: both copied when it is set up, so that a
    template that changes later changes nothing already decided. Owners are never mixed with residents: the kind and
    the basis `owners` stand together or not at all (a constraint).
    """

    code = CodeField()
    community = models.ForeignKey(Community, models.PROTECT, related_name="bodies", verbose_name=_("community"))
    kind = models.CharField(_("kind"), max_length=14, choices=BodyKind)
    name = models.CharField(_("name"), max_length=NAME_AT_MOST)
    about = models.TextField(_("what it is for"), max_length=TEXT_AT_MOST, blank=True)
    basis = models.CharField(_("who is entitled"), max_length=12, choices=BodyBasis)
    rule = models.JSONField(_("quorum and threshold"))
    rests_on = models.CharField(_("rests on"), max_length=120)
    binding = models.BooleanField(_("what it adopts is binding"))
    notice_days = models.PositiveSmallIntegerField(_("days of notice"))
    proxies_at_most = models.PositiveSmallIntegerField(_("people one proxy may stand for"), default=1)
    created_at = models.DateTimeField(_("set up"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("set up by")
    )
    dissolved_at = models.DateTimeField(_("dissolved"), null=True)

    objects = BodyQuerySet.as_manager()

    class Meta:
        ordering = ["community_id", "kind", "id"]
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "name"], condition=Q(dissolved_at__isnull=True), name="body_name_once"
            ),
            models.CheckConstraint(
                condition=Q(kind=BodyKind.OWNERS, basis=BodyBasis.OWNERS)
                | ~Q(kind=BodyKind.OWNERS) & ~Q(basis=BodyBasis.OWNERS),
                name="body_owners_apart",
            ),
            models.CheckConstraint(
                condition=~Q(kind=BodyKind.OWNERS) | Q(binding=False), name="body_owners_sounded_only"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("councils:body", args=[self.code])

    @property
    def decision_rule(self) -> DecisionRule:
        return DecisionRule.from_json(self.rule)


class SeatQuerySet(models.QuerySet["Seat"]):
    def held_on(self, day: date) -> Self:
        """Seats whose term holds `day`, the last day included."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)


class Seat(models.Model):
    """Somebody's seat (席位) in a body for a term, speaking for a side.

    `user` is empty where the holder has no account (a firm's delegate, say): then the seat votes at the table only.
    A convener has an account (a constraint), and nobody holds two running seats of one body.
    """

    code = CodeField()
    body = models.ForeignKey(Body, models.PROTECT, related_name="seats", verbose_name=_("body"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="council_seats", null=True, verbose_name=_("person")
    )
    name = models.CharField(_("name shown"), max_length=NAME_AT_MOST)
    role = models.CharField(_("role"), max_length=10, choices=SeatRole, default=SeatRole.MEMBER)
    side = models.CharField(_("speaks for"), max_length=16, choices=Side, default=Side.RESIDENT)
    since = models.DateField(_("from"))
    until = models.DateField(_("to"), null=True)
    ended_at = models.DateTimeField(_("given up"), null=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["body_id", "role", "since", "id"]
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            models.UniqueConstraint(
                fields=["body", "user"],
                condition=Q(ended_at__isnull=True, user__isnull=False),
                name="seat_person_once",
            ),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="seat_term"),
            models.CheckConstraint(
                condition=~Q(role=SeatRole.CONVENER) | Q(user__isnull=False), name="seat_convener_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name
