from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from councils.enums import ItemState, MeetingKind, MeetingState, MotionState, SeatRole
from councils.models.bodies import TEXT_AT_MOST, Body, Seat
from councils.models.topics import TITLE_AT_MOST, Topic
from portal.accounts.queries import communities_of
from portal.ballots.models import Poll, Roll, RollEntry
from portal.core.codes import CodeField
from portal.core.errors import Hidden

ON_THE_FLOOR = [MotionState.DEBATED, MotionState.DEBATE_CLOSED, MotionState.VOTING]


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def announced(self) -> Self:
        """Meetings that were called, and what became of them."""
        return self.filter(called_at__isnull=False)

    def visible_to(self, user: Any) -> Self:
        """Called public meetings for everybody, others for their roll, seats and staff; the twin of
        `meeting_rules.can_view_meeting`."""
        if not user.is_authenticated:
            return self.announced().filter(public=True)
        seats = Seat.objects.filter(user=user.pk, ended_at__isnull=True)
        entries = RollEntry.objects.filter(user=user.pk)
        conveners = seats.filter(role=SeatRole.CONVENER)
        return self.filter(
            Q(called_at__isnull=False)
            & (Q(public=True) | Q(roll__in=entries.values("roll")) | Q(body__in=seats.values("body")))
            | Q(body__in=conveners.values("body"))
            | Q(body__community__in=communities_of(user))
        )

    def locked(self, code: str) -> "Meeting":
        """The meeting, locked: whatever changes a meeting takes this lock first. Raises Hidden."""
        found = self.select_for_update(of=("self",)).select_related("body__community", "roll").filter(code=code).first()
        if found is None:
            raise Hidden
        return found


class Meeting(models.Model):
    """A meeting (会议) of a body. `roll` is frozen when it is called, which is the moment of the notice."""

    code = CodeField()
    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings", verbose_name=_("body"))
    title = models.CharField(_("title"), max_length=TITLE_AT_MOST)
    kind = models.CharField(_("kind"), max_length=10, choices=MeetingKind, default=MeetingKind.REGULAR)
    state = models.CharField(_("state"), max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("is to end"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    roll = models.ForeignKey(Roll, models.PROTECT, related_name="+", null=True, verbose_name=_("roll"))
    called_at = models.DateTimeField(_("called"), null=True)
    public = models.BooleanField(_("everybody may follow it"), default=True)
    started_at = models.DateTimeField(_("began"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    women_present = models.PositiveSmallIntegerField(_("women present"), null=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-id"]
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_window"),
            models.CheckConstraint(
                condition=Q(state__in=[MeetingState.PLANNED, MeetingState.CANCELLED])
                | Q(called_at__isnull=False, roll__isnull=False),
                name="meeting_called_with_roll",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("councils:meeting", args=[self.code])


class AgendaItem(models.Model):
    """One item of a meeting's agenda. At most one is open: two conveners cannot open two. A topic stands once on an
    agenda (constraints)."""

    code = CodeField()
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items", verbose_name=_("meeting"))
    position = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("title"), max_length=TITLE_AT_MOST)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="items", null=True, verbose_name=_("topic"))
    state = models.CharField(_("state"), max_length=8, choices=ItemState, default=ItemState.WAITING)

    class Meta:
        ordering = ["meeting_id", "position"]
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="agenda_position_once"),
            models.UniqueConstraint(fields=["meeting"], condition=Q(state=ItemState.OPEN), name="agenda_one_item_open"),
            models.UniqueConstraint(fields=["meeting", "topic"], name="agenda_topic_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Motion(models.Model):
    """A motion (动议): who does what by when, and what money it takes. One of a meeting is on the floor at a time."""

    code = CodeField()
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="motions", verbose_name=_("meeting"))
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="motions", verbose_name=_("agenda item"))
    mover = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("moved by")
    )
    who = models.CharField(_("who does it"), max_length=80)
    what = models.TextField(_("what is done"), max_length=TEXT_AT_MOST)
    due_on = models.DateField(_("by when"), null=True)
    money_cny = models.DecimalField(_("money required"), max_digits=12, decimal_places=2, default=0)
    state = models.CharField(_("state"), max_length=14, choices=MotionState, default=MotionState.RAISED)
    poll = models.OneToOneField(Poll, models.PROTECT, related_name="motion", null=True, verbose_name=_("poll"))
    raised_at = models.DateTimeField(_("raised"))
    amends = models.ForeignKey(
        "self", models.PROTECT, related_name="amendments", null=True, verbose_name=_("changes the motion")
    )

    class Meta:
        ordering = ["meeting_id", "raised_at", "id"]
        verbose_name = _("motion")
        verbose_name_plural = _("motions")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(state__in=ON_THE_FLOOR), name="motion_one_on_the_floor"
            ),
            models.CheckConstraint(condition=Q(money_cny__gte=0), name="motion_money"),
        ]

    def __str__(self) -> str:
        return self.code
