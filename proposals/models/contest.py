from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.queries import subdistricts_managed_by
from portal.ballots.models import Poll
from portal.communities.models import Subdistrict
from portal.core.clock import Window, WindowState
from portal.core.codes import CodeField
from portal.core.errors import Hidden, OutsideWindow
from proposals.enums import AwardRule, Feature, PhaseKind
from proposals.phases import OPENS, ORDER


class ContestQuerySet(models.QuerySet["Contest"]):
    def visible_to(self, user: Any) -> Self:
        """Twin of `rules.can_view_contest`."""
        announced = Q(announced_at__isnull=False)
        if not user.is_authenticated:
            return self.filter(announced)
        return self.filter(announced | Q(subdistrict__in=subdistricts_managed_by(user)))

    def managed_by(self, user: Any) -> Self:
        """Twin of `rules.manages_contest`."""
        return self.filter(subdistrict__in=subdistricts_managed_by(user)) if user.is_authenticated else self.none()

    def with_phases(self) -> Self:
        return self.select_related("subdistrict").prefetch_related("phases")

    def found(self, code: str) -> "Contest":
        """The contest with its phases loaded; raises Hidden."""
        try:
            return self.with_phases().get(code=code)
        except Contest.DoesNotExist:
            raise Hidden from None

    def locked(self, code: str) -> "Contest":
        """The contest with its phases, its row locked until the transaction ends; raises Hidden."""
        try:
            return self.with_phases().select_for_update(of=("self",)).get(code=code)
        except Contest.DoesNotExist:
            raise Hidden from None


class Contest(models.Model):
    """A happiness-proposal contest (幸福提案大赛) of one sub-district, from call to delivery.

    Its phases are rows with dates; the present one follows from the clock and is never stored.
    A contest without `announced_at` is being prepared: its managers alone see it.
    """

    code = CodeField()
    subdistrict = models.ForeignKey(
        Subdistrict, models.PROTECT, related_name="contests", verbose_name=_("sub-district")
    )
    edition = models.PositiveSmallIntegerField(_("edition"))
    title = models.CharField(_("title"), max_length=60)
    summary = models.CharField(_("in one sentence"), max_length=200, blank=True)
    guide = models.TextField(_("how to take part"), blank=True)
    budget_cny = models.DecimalField(_("budget in yuan"), max_digits=12, decimal_places=2)
    cost_cap_cny = models.DecimalField(
        _("most that one proposal may cost, in yuan"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    votes_per_person = models.PositiveSmallIntegerField(_("votes per person"), default=3)
    endorsements_needed = models.PositiveIntegerField(_("endorsements needed for the vote"), default=0)
    award_rule = models.CharField(
        _("how winners are chosen"), max_length=24, choices=AwardRule, default=AwardRule.BUDGET_GREEDY
    )
    expert_weight = models.PositiveSmallIntegerField(_("experts' weight"), default=50)
    jury_weight = models.PositiveSmallIntegerField(_("the jury's weight"), default=30)
    online_weight = models.PositiveSmallIntegerField(_("the votes' weight"), default=20)
    notices = models.JSONField(_("words when a stage opens"), default=dict, blank=True)
    poll = models.OneToOneField(
        Poll, models.PROTECT, related_name="contest", null=True, blank=True, verbose_name=_("poll")
    )
    announced_at = models.DateTimeField(_("announced"), null=True, blank=True)
    result_published_at = models.DateTimeField(_("result published"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True, verbose_name=_("set up by")
    )
    is_history = models.BooleanField(_("imported from earlier years"), default=False)

    objects = ContestQuerySet.as_manager()

    class Meta:
        ordering = ["-edition", "-id"]
        verbose_name = _("contest")
        verbose_name_plural = _("contests")
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "edition"], name="contest_edition_once"),
            models.CheckConstraint(condition=Q(budget_cny__gt=0), name="contest_budget_positive"),
            models.CheckConstraint(condition=Q(votes_per_person__gte=1), name="contest_votes_at_least_one"),
            models.CheckConstraint(
                condition=Q(online_weight=100 - F("expert_weight") - F("jury_weight")), name="contest_weights_are_100"
            ),
            models.CheckConstraint(
                condition=Q(cost_cap_cny__isnull=True) | Q(cost_cap_cny__gt=0), name="contest_cap_positive"
            ),
            models.CheckConstraint(
                condition=Q(result_published_at__isnull=True) | Q(announced_at__isnull=False),
                name="contest_result_after_announcement",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("proposals:contest", args=[self.code])

    @property
    def weights(self) -> dict[str, int] | None:
        """What each side counts under the composite rule, as the poll takes it; None under other rules."""
        if self.award_rule != AwardRule.COMPOSITE:
            return None
        return {"experts": self.expert_weight, "jury": self.jury_weight, "online": self.online_weight}

    def phases_in_order(self) -> list["Phase"]:
        """Its phases as the field knows them (ORDER); uses the prefetched rows where there are any."""
        return sorted(self.phases.all(), key=lambda phase: ORDER.index(PhaseKind(phase.kind)))

    def phase(self, kind: PhaseKind) -> "Phase | None":
        return next((phase for phase in self.phases.all() if phase.kind == kind), None)

    def phase_at(self, now: datetime) -> "Phase | None":
        """The phase open at `now`: the one opened last where two overlap, None in a gap, before or after all."""
        return max(self._open_at(now), key=lambda phase: phase.opens_at, default=None)

    def next_phase(self, now: datetime) -> "Phase | None":
        """The phase that opens next after `now`; None where nothing more comes."""
        coming = [phase for phase in self.phases.all() if phase.opens_at > now]
        return min(coming, key=lambda phase: phase.opens_at, default=None)

    def features_at(self, now: datetime) -> frozenset[Feature]:
        """What residents may do at `now`: the union over the open phases."""
        return frozenset(feature for phase in self._open_at(now) for feature in OPENS[PhaseKind(phase.kind)])

    def require(self, feature: Feature, now: datetime, refusal: str) -> None:
        """Raises OutsideWindow with `refusal` unless a phase that opens `feature` is open at `now`."""
        if feature not in self.features_at(now):
            raise OutsideWindow(refusal)

    def _open_at(self, now: datetime) -> Iterable["Phase"]:
        return [phase for phase in self.phases.all() if phase.window.state(now) is WindowState.OPEN]


class Phase(models.Model):
    """One stage of a contest, open in [opens_at, closes_at). Stages may leave gaps between them."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="phases", verbose_name=_("contest"))
    kind = models.CharField(_("kind"), max_length=12, choices=PhaseKind)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))

    class Meta:
        ordering = ["contest_id", "opens_at", "id"]
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        constraints = [
            models.UniqueConstraint(fields=["contest", "kind"], name="phase_kind_once"),
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="phase_window"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def window(self) -> Window:
        return Window(self.opens_at, self.closes_at)


class ContestTemplate(models.Model):
    """A contest to copy: its settings and how long each phase lasts. `data` is read by `contest_template.py`."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    data = models.JSONField(_("settings and phases"), default=dict)

    class Meta:
        ordering = ["name"]
        verbose_name = _("contest template")
        verbose_name_plural = _("contest templates")

    def __str__(self) -> str:
        return self.name
