"""What people who were there say, in numbers with what they are shares of."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from portal.lectures.enums import Grade
from portal.lectures.models import Feedback, Session
from portal.rosters.enums import BookingState
from portal.rosters.models import Booking

QUESTIONS = ("clear", "useful", "again")
ANSWERED_WITHIN = timedelta(days=30)
SHOWN_FROM = 5
"""Fewer answers are nobody's to see but the staff's: everybody could tell whose they are."""


@dataclass(frozen=True)
class Counted:
    """One question: how many said yes, partly, no."""

    question: str
    label: str
    yes: int
    partly: int
    no: int


@dataclass(frozen=True)
class Summary:
    """`answers` of the `asked` bookings whose people were there; `counts` is empty where too few are to be shown."""

    answers: int
    asked: int
    counts: list[Counted]


def summary_of(sessions: Any, *, for_staff: bool = False) -> Summary:
    """Over some sessions (a queryset or a list). Two queries."""
    rows = list(Feedback.objects.filter(session__in=sessions).values_list(*QUESTIONS))
    came = Booking.objects.filter(
        roster__lecture_session__in=sessions, state=BookingState.ATTENDED, user__isnull=False
    ).count()
    shown = bool(rows) and (for_staff or len(rows) >= SHOWN_FROM)
    counts = [_count(name, [row[at] for row in rows]) for at, name in enumerate(QUESTIONS)] if shown else []
    return Summary(len(rows), max(came, len(rows)), counts)


def _count(question: str, answers: list[str]) -> Counted:
    counted = Counter(answers)
    label = str(getattr(Feedback._meta.get_field(question), "verbose_name", question))
    return Counted(question, label, *(counted[grade] for grade in (Grade.YES, Grade.PARTLY, Grade.NO)))


def feedback_by(session: Session, user: Any) -> Feedback | None:
    """One query, none for nobody."""
    return session.feedback.filter(user=user.pk).first() if user.is_authenticated else None


def may_answer(session: Session, user: Any, now: datetime) -> bool:
    """Whether `user` was there and it is not too long ago. One query, none for nobody or at the wrong time."""
    ends_at = session.roster.ends_at
    if not user.is_authenticated or not ends_at <= now < ends_at + ANSWERED_WITHIN:
        return False
    return session.roster.bookings.filter(user=user.pk, state=BookingState.ATTENDED).exists()


def words_for_staff(sessions: Any) -> QuerySet[Feedback]:
    """What was written in words, newest first, without names."""
    return Feedback.objects.filter(session__in=sessions).exclude(words="").order_by("-at")
