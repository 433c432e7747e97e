"""What a session is to one person: booked, agreed to, wished for, answered."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from portal.lectures.consents import CHILDREN
from portal.lectures.models import Session
from portal.lectures.queries.feedback import feedback_by, may_answer
from portal.lectures.queries.guardians import consent_stands
from portal.lectures.queries.listing import session_lines
from portal.lectures.queries.places import places_left
from portal.lectures.shown import session_told
from portal.rosters.queries.looking import booking_of


def session_standing(session: Session, user: Any, now: datetime) -> dict[str, Any]:
    """What LectureSessionOut needs. At most seven queries."""
    [line] = session_lines([session])
    mine = booking_of(session.roster, user)
    wishes = {wish.need: wish.people for wish in mine.special_wishes.all()} if mine else {}
    asked = session.for_children and user.is_authenticated
    return session_told(line, now) | {
        "lecture": session.lecture.code,
        "title": session.lecture.title,
        "my_state": mine.state if mine else None,
        "special": [
            {**asdict(places), "label": str(places.need.label), "mine": wishes.get(places.need, 0)}
            for places in places_left(session)
        ],
        "consent": asdict(CHILDREN) if session.for_children else None,
        "agreed": bool(asked and consent_stands(session, user.pk, None)),
        "may_answer": may_answer(session, user, now),
        "my_feedback": feedback_by(session, user),
    }
