from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from portal.accounts.models import User
from portal.accounts.rules import require_signed_in
from portal.core import clock
from portal.core.paging import keyset
from portal.lectures import actions
from portal.lectures.enums import Need, Shown
from portal.lectures.models import Session
from portal.lectures.queries.guardians import child_named
from portal.lectures.queries.listing import lecture_cards, lecture_to_read, lectures_shown, order_of, series_shown
from portal.lectures.queries.sessions import session_to_see
from portal.lectures.schemas import (
    AgreementIn,
    AskIn,
    FeedbackIn,
    LectureOut,
    LectureSessionOut,
    LecturesOut,
    SeriesListOut,
    WishesIn,
)
from portal.lectures.shown import card_told, lecture_told, series_told
from portal.lectures.standing import session_standing

router = Router(tags=["lectures"])


@router.get("/lectures", response=LecturesOut)
def list_lectures(
    request: HttpRequest,
    show: Shown = Shown.ALL,
    series: str = "",
    community: str = "",
    cursor: str = "",
    limit: int = Query(20, ge=1, le=100),
) -> dict[str, Any]:
    """Lectures: what begins next first for those coming, else the newest first; of a series or a community (slugs)."""
    now = clock.now()
    found = lectures_shown(show, now, series=series, community=community)
    page = keyset(found, order=order_of(show), cursor=cursor, limit=limit)
    cards = lecture_cards(page.items, request, now)
    return {"items": [card_told(card, request, now) for card in cards], "next_cursor": page.next_cursor}


@router.get("/lectures/series", response=SeriesListOut)
def list_series(request: HttpRequest) -> dict[str, Any]:
    """The series, in the editors' order."""
    return {"items": [series_told(series, request) for series in series_shown()]}


@router.get("/lectures/{key}", response=LectureOut)
def get_lecture(request: HttpRequest, key: str) -> dict[str, Any]:
    """A lecture by its code, or the newest with this slug: text, sessions, recording and transcript."""
    return lecture_told(lecture_to_read(key), request, clock.now())


@router.get("/lectures/sessions/{code}", response=LectureSessionOut)
def get_session(request: HttpRequest, code: str) -> dict[str, Any]:
    """A session and what it is to the caller. Seats are booked at `/rosters/{code}/booking`."""
    return _session(request, code)


@router.put("/lectures/sessions/{code}/wishes", response=LectureSessionOut)
def put_wishes(request: HttpRequest, code: str, data: WishesIn) -> dict[str, Any]:
    """Which special places the caller's party needs; the session's people alone see it, until a month after."""
    wanted = {Need.WHEELCHAIR: data.wheelchair, Need.HEARING: data.hearing}
    actions.wish_for_places(code=code, wanted=wanted, actor=request.user, now=clock.now())
    return _session(request, code)


@router.put("/lectures/sessions/{code}/agreement", response=LectureSessionOut)
def put_agreement(request: HttpRequest, code: str, data: AgreementIn) -> dict[str, Any]:
    """The caller agrees, as a guardian, that children come."""
    actions.agree(code=code, child=child_named(data.child), actor=request.user, now=clock.now())
    return _session(request, code)


@router.delete("/lectures/sessions/{code}/agreement", response=LectureSessionOut)
def delete_agreement(request: HttpRequest, code: str, child: str = "") -> dict[str, Any]:
    """The caller no longer agrees; what was booked on it is cancelled."""
    actions.take_back_agreement(code=code, child=child_named(child), actor=request.user, now=clock.now())
    return _session(request, code)


@router.post("/lectures/sessions/{code}/agreement/ask", response=LectureSessionOut)
def ask_for_agreement(request: HttpRequest, code: str, data: AskIn) -> dict[str, Any]:
    """A child asks an adult of the household to agree."""
    require_signed_in(request.user)
    guardian = User.objects.filter(code=data.guardian, is_active=True).select_related("resident").first()
    actions.ask_guardian(code=code, guardian=guardian, actor=request.user, now=clock.now())
    return _session(request, code)


@router.put("/lectures/sessions/{code}/feedback", response=LectureSessionOut)
def put_feedback(request: HttpRequest, code: str, data: FeedbackIn) -> dict[str, Any]:
    """How it was, once a person; saying it again replaces it."""
    actions.give_feedback(code=code, **data.dict(), actor=request.user, now=clock.now())
    return _session(request, code)


def _session(request: HttpRequest, code: str) -> dict[str, Any]:
    session: Session = session_to_see(code, request.user)
    return session_standing(session, request.user, clock.now())
