from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from councils.enums import ItemState, MeetingState, MotionState
from councils.models.bodies import TEXT_AT_MOST, Body
from councils.models.topics import TITLE_AT_MOST, Topic
from portal.ballots.models import Poll, Roll
from portal.core.codes import CodeField

ON_THE_FLOOR = [MotionState.DEBATED, MotionState.DEBATE_CLOSED, MotionState.VOTING]


class Meeting(models.Model):
    """A meeting (会议) of a body. `roll` is frozen when it is called, which is the moment of the notice."""

    code = CodeField()
    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings", verbose_name=_("body"))
    title = models.CharField(_("title"), max_length=TITLE_AT_MOST)
    state = models.CharField(_("state"), max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("is to end"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    roll = models.ForeignKey(Roll, models.PROTECT, related_name="+", null=True, verbose_name=_("roll"))
    called_at = models.DateTimeField(_("called"), null=True)

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
    """One item of a meeting's agenda. At most one is open (a constraint): two conveners cannot open two."""

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
