"""Minutes: written from the record, approved by a second person, on display for 15 days at least."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from councils.actions.meetings.steps import convened, tell_entitled, told
from councils.enums import MeetingState
from councils.models import Meeting, Minutes
from councils.queries.minutes import drafted
from portal.core.disclosure import DISPLAY
from portal.core.errors import Forbidden, Invalid, WrongState
from portal.core.text import plain


@transaction.atomic
def draft_minutes(*, code: str, actor: Any, now: datetime, text: str = "") -> Minutes:
    """Write the minutes, from the record where no `text` is given. An approval of an earlier text falls.

    Raises as `convened`: after the end and before publication alone.
    """
    meeting = convened(code, actor, now, MeetingState.ENDED)
    text = plain(text)[:20000] or drafted(meeting)
    minutes, _new = Minutes.objects.update_or_create(
        meeting=meeting, defaults={"text": text, "drafted_by": actor, "drafted_at": now, "approved_by": None}
    )
    told(meeting, "draft_minutes", actor)
    return minutes


@transaction.atomic
def approve_minutes(*, code: str, actor: Any, now: datetime) -> Minutes:
    """Say, as a second person, that the minutes are right. Raises as `convened`, WrongState, Forbidden (one's own)."""
    meeting = convened(code, actor, now, MeetingState.ENDED)
    minutes = _minutes(meeting)
    if minutes.drafted_by_id == actor.pk:
        raise Forbidden(_("A second person has to approve the minutes."))
    minutes.approved_by = actor
    minutes.save(update_fields=["approved_by"])
    told(meeting, "approve_minutes", actor)
    return minutes


@transaction.atomic
def publish_minutes(*, code: str, actor: Any, now: datetime) -> Minutes:
    """Put approved minutes on display; everybody who was entitled is told. Raises as `convened`, WrongState, Invalid
    (women) where the number of women present is not recorded."""
    meeting = convened(code, actor, now, MeetingState.ENDED)
    minutes = _minutes(meeting)
    if minutes.approved_by_id is None:
        raise WrongState(_("A second person has to approve the minutes."))
    if meeting.women_present is None:
        raise Invalid(women=_("Record how many women were present."))
    minutes.published_at, minutes.shown_until = now, now + DISPLAY
    minutes.save(update_fields=["published_at", "shown_until"])
    meeting.state = MeetingState.PUBLISHED
    meeting.save(update_fields=["state"])
    tell_entitled(meeting, "published", now)
    told(meeting, "publish_minutes", actor)
    return minutes


def _minutes(meeting: Meeting) -> Minutes:
    minutes = Minutes.objects.select_for_update().filter(meeting=meeting).first()
    if minutes is None:
        raise WrongState(_("There are no minutes yet."))
    return minutes
