"""What people hear of lectures besides their places, which rosters tell."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.lectures.models import LecturePage, Session
from portal.notices.actions import notify
from portal.notices.enums import Importance
from portal.notices.ports import NoticeKind
from portal.rosters.actions.seats import moment
from portal.rosters.enums import BookingState
from portal.rosters.models import Booking

HOW, REPLAY, GUARDIAN = "lectures.how", "lectures.replay", "lectures.guardian"
CAME = (BookingState.BOOKED, BookingState.ATTENDED, BookingState.NO_SHOW)


KINDS = (
    NoticeKind(
        key=HOW,
        label=gettext_lazy("How a lecture was"),
        importance=Importance.ORDINARY,
        title=lambda fields: _("How was “%(title)s”?") % fields,
        body=lambda fields: _("Three questions, half a minute. Your answers make the next one better."),
    ),
    NoticeKind(
        key=REPLAY,
        label=gettext_lazy("Recordings of lectures I booked"),
        importance=Importance.ORDINARY,
        title=lambda fields: _("“%(title)s” can be listened to again") % fields,
        body=lambda fields: _("With every word to read along, chapter by chapter."),
    ),
    NoticeKind(
        key=GUARDIAN,
        label=gettext_lazy("My child would like to come to something"),
        importance=Importance.IMPORTANT,
        title=lambda fields: _("%(name)s would like to come to “%(title)s”") % fields,
        body=lambda fields: _("It begins on %(when)s. Please read what it is and say whether you agree.") % fields,
    ),
)


def tell_guardian(session: Session, guardian: Any, name: str, child: str, now: datetime) -> int:
    return notify(
        kind=GUARDIAN,
        recipients=[guardian],
        subject=session.code,
        event=child,
        fields={"title": session.roster.title, "when": moment(session.roster.starts_at), "name": name},
        url=f"{reverse('lectures:consent', args=[session.code])}?child={child}",
        now=now,
    )


def ask_how_it_was(booking: Booking, now: datetime) -> int:
    return notify(
        kind=HOW,
        recipients=[booking.user_id] if booking.user_id else [],
        subject=booking.roster.code,
        event="asked",
        fields={"title": booking.roster.title},
        url=reverse("lectures:feedback", args=[booking.roster.code]),
        now=now,
    )


def tell_of_replay(lecture: LecturePage, now: datetime) -> int:
    """Tell whoever booked a session that is over, once a lecture."""
    people = Booking.objects.filter(
        roster__lecture_session__lecture=lecture, roster__ends_at__lte=now, state__in=CAME, user__isnull=False
    )
    return notify(
        kind=REPLAY,
        recipients=people.values_list("user_id", flat=True).distinct().order_by("user_id"),
        subject=lecture.code,
        event="replay",
        fields={"title": lecture.title},
        url=lecture.get_url() or "/",
        now=now,
    )
