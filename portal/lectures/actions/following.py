"""What follows from elsewhere: a booking that moved, and a lecture that was published."""

from datetime import datetime

from django.db import transaction

from portal.core import clock, outbox
from portal.lectures.actions.wishes import seat_wishes
from portal.lectures.models import Feedback, LecturePage, Session
from portal.lectures.news import ask_how_it_was, tell_of_replay
from portal.lectures.queries.guardians import require_guardian
from portal.rosters.enums import BookingState
from portal.rosters.models import Booking, Roster
from portal.rosters.models.roster import TITLE_AT_MOST

ASK = "lectures.ask"
GAINED = (BookingState.BOOKED, BookingState.OFFERED, BookingState.WAITLISTED, BookingState.ATTENDED)


def booking_moved(booking: Booking, now: datetime) -> None:
    """Within the transaction of the change: special places go with the seats, who was there is asked later how it was.

    A new booking of a children's session raises GuardianNeeded where nobody has agreed, and then nothing was booked.
    Later moves ask no more: a consent that is taken back cancels by itself, and nobody holds up the queue.
    """
    session = Session.objects.filter(roster=booking.roster_id).first()
    if session is None:
        return
    if booking.made_at == booking.moved_at and booking.state in GAINED:
        require_guardian(session, booking)
    if booking.special_wishes.exists():
        seat_wishes(session, booking)
    if booking.state == BookingState.ATTENDED and booking.user_id is not None:
        outbox.add(ASK, key=booking.code, due_at=max(now, booking.roster.ends_at))


@transaction.atomic
def follow_publication(*, code: str) -> None:
    """A lecture is shown: what lies ahead is called as it is now, and who booked hears of a recording, once."""
    lecture = LecturePage.objects.filter(code=code, live=True).first()
    if lecture is None:
        return
    now = clock.now()
    title = lecture.title[:TITLE_AT_MOST]
    stale = Roster.objects.filter(lecture_session__lecture=lecture, ends_at__gt=now).exclude(title=title)
    for roster_code in stale.values_list("code", flat=True):
        roster = Roster.objects.locked(roster_code)
        roster.title = title
        roster.save(update_fields=["title"])
    if lecture.recording_id is not None:
        tell_of_replay(lecture, now)


@transaction.atomic
def ask_after_session(*, booking_code: str, now: datetime) -> int:
    """Ask somebody who was there how it was, once; nobody who has said so already. Returns how many were asked."""
    came = Booking.objects.filter(code=booking_code, state=BookingState.ATTENDED, user__isnull=False)
    booking = came.select_related("roster").first()
    if booking is None or Feedback.objects.filter(session__roster=booking.roster, user=booking.user_id).exists():
        return 0
    return ask_how_it_was(booking, now)
