from datetime import datetime
from typing import Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import Role
from portal.accounts.queries import communities_of, holds_any, subdistricts_managed_by
from portal.ballots.enums import AwardRule, PollMethod, Secrecy
from portal.ballots.models.roll import Roll
from portal.communities.models import Community, Subdistrict
from portal.core.clock import Window, WindowState
from portal.core.codes import CodeField, random_code

MAX_SLOTS = 50
BUDGET_RULES = [AwardRule.BUDGET_GREEDY, AwardRule.BUDGET_EQUAL_SHARES]


class PollQuerySet(models.QuerySet["Poll"]):
    def public(self, at: datetime) -> Self:
        """Polls that everybody may see at `at`; the twin of `rules.is_public`."""
        return self.filter(public_from__lte=at)

    def managed_by(self, user) -> Self:
        """Polls that `user` has an office for; the twin of `rules.manages_poll`."""
        if holds_any(user, [Role.DISTRICT_ADMIN]):
            return self.all()
        return self.filter(Q(community__in=communities_of(user)) | Q(subdistrict__in=subdistricts_managed_by(user)))

    def visible_to(self, user, at: datetime) -> Self:
        """Public polls, and those that `user` manages; the twin of `rules.can_view_poll`."""
        return self.public(at) | self.managed_by(user)

    def with_public_results(self, at: datetime) -> Self:
        """Polls whose result anybody may read at `at`; the twin of `rules.result_is_public`."""
        return self.filter(counted_at__isnull=False, results_public_at__lte=at)

    def with_public_turnout(self, at: datetime) -> Self:
        """Polls whose turnout anybody may read at `at`; the twin of `rules.turnout_is_public`."""
        return self.filter(Q(turnout_public=True, opens_at__lte=at) | Q(closes_at__lte=at))

    def votable_by(self, user) -> Self:
        """Polls on whose roll `user` stands; the twin of `rules.is_on_roll`."""
        return self.filter(roll__entries__user=user.pk) if user.is_authenticated else self.none()


class Poll(models.Model):
    """One matter put to the vote, during [opens_at, closes_at).

    `sealed_key` is the poll's key, encrypted under settings.POLL_KEYS, which lives outside the database and its
    backups. `lot_seed` decides the last tie and is fixed here, before opening. `rule` is a
    `portal.ballots.tally.decision.DecisionRule` as data (yes/no/abstain only). `winners` limits how many options the
    plain order selects; empty means as many as the budget or the options allow.

    `objections_until` ends the time in which people on the roll may object to the published result. Certification of a
    secret poll destroys `sealed_key`: from then on, and not before, it is empty.

    `weights` ({"experts", "jury", "online"}, 100 together) and `sheets` (`file_sheets`) are for the composite rule.

    `present` is how many of the roll attended the meeting when the vote opened, for rules that ask for it.

    A poll without `public_from`, or before it, exists for its managers alone: the room that holds the poll sets it
    when it tells residents of the vote (`create_poll`, `make_poll_public`).
    """

    code = CodeField()
    title = models.CharField(_("title"), max_length=120)
    roll = models.ForeignKey(Roll, models.PROTECT, related_name="polls", verbose_name=_("roll"))
    subdistrict = models.ForeignKey(
        Subdistrict, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("sub-district")
    )
    community = models.ForeignKey(
        Community, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("community")
    )
    method = models.CharField(_("method"), max_length=12, choices=PollMethod)
    slots = models.PositiveSmallIntegerField(_("votes a person"), default=1)
    secrecy = models.CharField(_("secrecy"), max_length=10, choices=Secrecy)
    award_rule = models.CharField(_("award rule"), max_length=24, choices=AwardRule)
    budget_cny = models.DecimalField(_("budget"), max_digits=14, decimal_places=2, null=True, blank=True)
    winners = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    rule = models.JSONField(_("decision rule"), null=True, blank=True)
    present = models.PositiveIntegerField(_("present when it opened"), null=True, blank=True)
    weights = models.JSONField(_("weights"), null=True, blank=True)
    sheets = models.JSONField(_("score sheets"), default=list, blank=True)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    public_from = models.DateTimeField(_("shown to everybody from"), null=True, blank=True)
    turnout_public = models.BooleanField(_("turnout shown while open"), default=False)
    receipts = models.BooleanField(_("receipt codes"), default=True)
    lot_seed = models.CharField(_("seed of the lot"), max_length=64)
    sealed_key = models.TextField(editable=False, blank=True)
    objections_until = models.DateTimeField(_("objections until"), null=True, blank=True)
    certified_at = models.DateTimeField(_("certified"), null=True, blank=True)
    results_public_at = models.DateTimeField(_("result public from"), null=True, blank=True)
    counted_at = models.DateTimeField(_("counted"), null=True, blank=True)
    result = models.JSONField(_("result"), null=True, blank=True, encoder=DjangoJSONEncoder)
    result_digest = models.CharField(_("digest of the result"), max_length=64, blank=True)

    objects = PollQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_at", "-id"]
        verbose_name = _("poll")
        verbose_name_plural = _("polls")
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="poll_window"),
            models.CheckConstraint(condition=Q(slots__gte=1, slots__lte=MAX_SLOTS), name="poll_slots"),
            models.CheckConstraint(
                condition=Q(method="yes_no", slots=1, award_rule="decision", rule__isnull=False)
                | (Q(method="approval") & ~Q(award_rule="decision") & Q(rule__isnull=True)),
                name="poll_rule_fits_method",
            ),
            models.CheckConstraint(
                condition=~Q(award_rule__in=BUDGET_RULES) | Q(budget_cny__isnull=False, budget_cny__gt=0),
                name="poll_budget_given",
            ),
            models.CheckConstraint(
                condition=Q(award_rule="composite", weights__isnull=False)
                | (~Q(award_rule="composite") & Q(weights__isnull=True)),
                name="poll_weights_for_composite",
            ),
            models.CheckConstraint(
                condition=~Q(award_rule="budget_equal_shares") | Q(winners__isnull=True),
                name="poll_shares_without_places",
            ),
            models.CheckConstraint(
                condition=Q(counted_at__isnull=True, result__isnull=True, result_digest="")
                | (Q(counted_at__gte=F("closes_at"), result__isnull=False) & ~Q(result_digest="")),
                name="poll_counted_after_close",
            ),
            models.CheckConstraint(
                condition=Q(certified_at__isnull=True)
                | Q(counted_at__isnull=False, objections_until__isnull=False, certified_at__gte=F("objections_until")),
                name="poll_certified_after_objections",
            ),
            models.CheckConstraint(
                condition=Q(secrecy="secret", certified_at__isnull=False, sealed_key="")
                | (~Q(sealed_key="") & (Q(secrecy="recorded") | Q(certified_at__isnull=True))),
                name="poll_key_until_certified",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def window(self) -> Window:
        return Window(self.opens_at, self.closes_at)

    @property
    def is_sealed(self) -> bool:
        """Certified and secret: nobody's ballot can be told from another's any more."""
        return self.certified_at is not None and self.secrecy == Secrecy.SECRET

    def is_open(self, at: datetime) -> bool:
        return self.window.state(at) is WindowState.OPEN


class PollOption(models.Model):
    """One thing that can be chosen. A withdrawn option takes no new votes and is left out of the count."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="options")
    code = models.CharField(_("code"), max_length=40, default=random_code)
    title = models.CharField(_("title"), max_length=200)
    cost_cny = models.DecimalField(_("cost"), max_digits=14, decimal_places=2, default=0)
    submitted_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("order"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("option")
        verbose_name_plural = _("options")
        constraints = [
            models.UniqueConstraint(fields=["poll", "code"], name="poll_option_once"),
            models.CheckConstraint(condition=Q(cost_cny__gte=0), name="poll_option_cost"),
        ]

    def __str__(self) -> str:
        return self.title
