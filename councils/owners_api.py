from typing import Any

from django.http import HttpRequest
from ninja import Router

from councils.actions.owners import vote_as_owner
from councils.owners_schemas import OwnerVoteIn, SoundingOut
from councils.owners_shown import label, result_told
from councils.queries import owners as read
from portal.core import clock
from portal.core.ratelimit import limit_request

router = Router(tags=["owners"])
VOTES_PER_MINUTE = 20


@router.get("/soundings/{code}", response=SoundingOut)
def get_sounding(request: HttpRequest, code: str) -> dict[str, Any]:
    """A sounding of owners, the caller's own vote, and after it closed the result; never who voted what."""
    return _told(request, code)


@router.put("/soundings/{code}/vote", response=SoundingOut)
def put_owner_vote(request: HttpRequest, code: str, sent: OwnerVoteIn) -> dict[str, Any]:
    """Vote as an owner of the roll, or change it until it closes."""
    limit_request(request, "councils.owner_vote", VOTES_PER_MINUTE)
    vote_as_owner(code=code, choice=sent.choice, actor=request.user, now=clock.now())
    return _told(request, code)


def _told(request: HttpRequest, code: str) -> dict[str, Any]:
    sounding = read.sounding_to_see(code, request.user)
    seen = read.seen_sounding(sounding, request.user, clock.now())
    vote = seen.vote
    return {
        "code": sounding.code,
        "title": sounding.title,
        "text": sounding.text,
        "body": sounding.body.name,
        "community": sounding.body.community.title,
        "matter": sounding.matter,
        "matter_text": sounding.get_matter_display(),
        "label": label(),
        "opened_at": sounding.opened_at,
        "closes_at": sounding.closes_at,
        "open": seen.open,
        "roll_digest": sounding.roll_digest,
        "heads": seen.heads,
        "heard": seen.heard,
        "may": seen.head is not None,
        "vote": vote and {"choice": vote.choice, "choice_text": vote.get_choice_display(), "channel": vote.channel},
        "result": result_told(seen.result, sounding.matter) if seen.result else None,
        "url": sounding.get_absolute_url(),
    }
