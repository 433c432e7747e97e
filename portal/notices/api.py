from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Query, Router

from portal.core.clock import now
from portal.core.ratelimit import limit_request
from portal.notices.actions import mark_all_read, mark_read, set_preferences
from portal.notices.models import Notice
from portal.notices.queries import inbox, notice_of, preferences_of, unread_count
from portal.notices.schemas import NoticeOut, NoticesOut, PreferencesIn, PreferencesOut, ReadIn, ReadOut

router = Router(tags=["notices"])
WRITES_PER_MINUTE = 60


@router.get("/notices", response=NoticesOut)
def list_notices(request: HttpRequest, cursor: str | None = None, limit: int = Query(20, ge=1, le=100)) -> NoticesOut:
    """Unread first, then the newest."""
    return NoticesOut.of(inbox(request.user, cursor, limit), unread_count(request.user))


@router.post("/notices/read", response=ReadOut)
def post_read(request: HttpRequest, body: ReadIn) -> dict[str, int]:
    limit_request(request, "notices.read", WRITES_PER_MINUTE)
    actor: Any = request.user
    at = now()
    read = mark_all_read(actor=actor, now=at) if body.all else mark_read(codes=body.codes, actor=actor, now=at)
    return {"read": read, "unread": unread_count(actor)}


@router.get("/notices/preferences", response=PreferencesOut)
def get_preferences(request: HttpRequest) -> dict[str, Any]:
    return _preferences(request.user)


@router.put("/notices/preferences", response=PreferencesOut)
def put_preferences(request: HttpRequest, body: PreferencesIn) -> dict[str, Any]:
    """What is not among the choices stays as it is."""
    limit_request(request, "notices.preferences", WRITES_PER_MINUTE)
    actor: Any = request.user
    set_preferences(actor=actor, choices={(wish.kind, wish.channel): wish.wanted for wish in body.choices})
    return _preferences(actor)


def _preferences(user: Any) -> dict[str, Any]:
    quiet_from, quiet_until = (f"{hour:%H:%M}" for hour in settings.QUIET_HOURS)
    return {"kinds": preferences_of(user), "quiet_from": quiet_from, "quiet_until": quiet_until}


@router.get("/notices/{code}", response=NoticeOut)
def get_notice(request: HttpRequest, code: str) -> Notice:
    """One of the caller's own, however old; it stays unread until POST /notices/read."""
    return notice_of(request.user, code)
