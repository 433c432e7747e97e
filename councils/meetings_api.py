"""The state of a meeting, for clients that follow it on /ws/live and ask again after a break."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from councils.meetings_schemas import MeetingOut
from councils.queries.floor import Speaker, floor_of
from councils.queries.meetings import meeting_for

router = Router(tags=["councils"])


@router.get("/meetings/{code}", response=MeetingOut)
def meeting_state(request: HttpRequest, code: str) -> dict[str, Any]:
    """The true state of a meeting with the number `seq` of the last live event it holds.

    404 where there is no such meeting for the caller.
    """
    meeting = meeting_for(code, request.user)
    floor = floor_of(meeting, request.user)
    quorum = floor.quorum
    return {
        "code": meeting.code,
        "title": meeting.title,
        "state": meeting.state,
        "starts_at": meeting.starts_at,
        "seq": floor.seq,
        "quorum": quorum
        and {
            "present": quorum.present,
            "size": quorum.size,
            "needed": quorum.needed,
            "share": f"{quorum.share.numerator}/{quorum.share.denominator}",
            "met": quorum.met,
        },
        "items": floor.items,
        "motion": floor.on_floor,
        "speaking": _told(floor.speaking) if floor.speaking else None,
        "waiting": [_told(each) for each in floor.waiting],
        "attending": floor.attending,
        "choice": floor.choice,
    }


def _told(speaker: Speaker) -> dict[str, Any]:
    return {"name": speaker.name, "stance": speaker.turn.stance, "began_at": speaker.turn.began_at}
