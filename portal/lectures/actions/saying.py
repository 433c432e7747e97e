from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.rules import require_signed_in
from portal.core.errors import Forbidden, OutsideWindow
from portal.core.text import plain
from portal.lectures.enums import Grade
from portal.lectures.models import Feedback
from portal.lectures.models.feedback import WORDS_AT_MOST
from portal.lectures.queries.feedback import ANSWERED_WITHIN
from portal.lectures.queries.sessions import session_to_see
from portal.rosters.enums import BookingState


@transaction.atomic
def give_feedback(
    *, code: str, clear: Grade, useful: Grade, again: Grade, words: str = "", actor: Any, now: datetime
) -> Feedback:
    """Say how a session was; saying it again replaces it. Who was there may, until 30 days after the end.

    Raises SignInNeeded, Hidden, Forbidden for who was not noted as there, OutsideWindow.
    """
    require_signed_in(actor)
    session = session_to_see(code, actor)
    ends_at = session.roster.ends_at
    if now < ends_at:
        raise OutsideWindow(_("It is not over yet."))
    if now >= ends_at + ANSWERED_WITHIN:
        raise OutsideWindow(_("This was more than a month ago. Thank you all the same."))
    if not session.roster.bookings.filter(user=actor.pk, state=BookingState.ATTENDED).exists():
        raise Forbidden(_("Only who was there is asked. If you were, please have the list put right."))
    answers = {"clear": clear, "useful": useful, "again": again, "words": plain(words)[:WORDS_AT_MOST], "at": now}
    feedback, _new = Feedback.objects.update_or_create(session=session, user_id=actor.pk, defaults=answers)
    return feedback
