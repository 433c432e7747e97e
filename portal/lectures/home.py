"""What an app's first page shows of lectures, and what a code on a poster leads to."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core import clock
from portal.core.home_feed import HomeCard
from portal.core.my_items import MyItem
from portal.core.posters import Contact, Poster, PosterDate, PosterSource
from portal.core.templatetags.linli import when
from portal.lectures.models import Feedback, LecturePage, Session
from portal.lectures.queries.feedback import ANSWERED_WITHIN
from portal.lectures.queries.listing import SessionLine, session_lines
from portal.rosters.enums import BookingState
from portal.rosters.models import Booking

SOON = timedelta(days=14)
CARDS_AT_MOST = 3


def lecture_cards_on_home(community: Any, now: datetime) -> list[HomeCard]:
    """The next sessions of the coming two weeks, that of the asked place's sub-district first. Two queries."""
    here = community.subdistrict_id if community is not None else None
    coming = Session.objects.with_places().filter(
        lecture__in=LecturePage.objects.shown(),
        roster__starts_at__gt=now,
        roster__starts_at__lt=now + SOON,
        roster__called_off_at__isnull=True,
    )
    lines = session_lines(coming.order_by("roster__starts_at", "id")[: CARDS_AT_MOST * 4])
    lines.sort(key=lambda line: line.session.roster.community.subdistrict_id != here)
    return [_card(line, here) for line in lines[:CARDS_AT_MOST]]


def _card(line: SessionLine, here: int | None) -> HomeCard:
    roster = line.session.roster
    free = line.seats.left > 0
    return HomeCard(
        room="lectures",
        kind="lecture_session",
        code=roster.code,
        title=roster.title,
        summary=line.session.lecture.summary,
        next=_("%(when)s, %(place)s") % {"when": when(roster.starts_at), "place": roster.place},
        state_label=_("places left") if free else _("full, waiting list"),
        state_tone="live" if free else "wait",
        action="book" if free else "wait",
        action_label=_("Book a place") if free else _("Wait for a place"),
        url=reverse("lectures:session", args=[roster.code]),
        here=roster.community.subdistrict_id == here,
        ends_at=roster.closes_at,
    )


def feedback_to_give(user: Any, now: datetime) -> list[MyItem]:
    """Sessions where `user` was and has not said how it was. One query."""
    said = Feedback.objects.filter(user=user.pk, session__roster=OuterRef("roster"))
    came = Booking.objects.filter(
        user=user.pk,
        state=BookingState.ATTENDED,
        roster__lecture_session__isnull=False,
        roster__ends_at__lte=now,
        roster__ends_at__gt=now - ANSWERED_WITHIN,
    )
    return [
        MyItem(
            title=booking.roster.title,
            url=reverse("lectures:feedback", args=[booking.roster.code]),
            state_label=_("you were there"),
            state_tone="done",
            at=booking.roster.ends_at,
            kind_label=_("Lecture"),
            action_hint=_("Say how it was"),
        )
        for booking in came.exclude(Exists(said)).select_related("roster").order_by("-roster__ends_at")
    ]


def my_feedback(user: Any) -> list[MyItem]:
    """For 我的."""
    return feedback_to_give(user, clock.now())


def address_of_code(code: str) -> str | None:
    """A lecture's page by its short code; sessions are known by their roster's."""
    lecture = LecturePage.objects.shown().filter(code=code).first()
    if lecture is not None:
        return lecture.get_url()
    session = Session.objects.filter(roster__code=code, lecture__in=LecturePage.objects.shown()).exists()
    return reverse("lectures:session", args=[code]) if session else None


def _poster(code: str, viewer: Any) -> Poster | None:
    lecture = LecturePage.objects.shown().select_related("community").filter(code=code).first()
    if lecture is None:
        return None
    now = clock.now()
    coming = lecture.sessions.filter(roster__starts_at__gt=now, roster__called_off_at__isnull=True).with_places()
    ahead = list(coming.order_by("roster__starts_at", "id")[:4])
    places = list(dict.fromkeys(each.roster.community for each in ahead))
    return Poster(
        code=lecture.code,
        title=lecture.title,
        path=lecture.get_url() or "/",
        lead=lecture.intro,
        place=ahead[0].roster.place if ahead else "",
        news=_("Next on %s") % when(ahead[0].roster.starts_at) if ahead else "",
        words=f"{lecture.intro} {lecture.speaker_name}",
        dates=tuple(PosterDate(each.roster.community.title, when(each.roster.starts_at)) for each in ahead),
        contacts=tuple(Contact(place.title, place.phone) for place in places),
    )


POSTERS = PosterSource(kind="lecture", find=_poster)
