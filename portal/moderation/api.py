from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from portal.core.clock import now
from portal.core.ratelimit import limit_request
from portal.moderation.actions import appeal_decision
from portal.moderation.queries.story import story
from portal.moderation.schemas import AppealIn, SubmissionOut

router = Router(tags=["moderation"])
APPEALS_PER_MINUTE = 10


@router.get("/submissions/{code}", response=SubmissionOut)
def get_submission(request: HttpRequest, code: str) -> SubmissionOut:
    """What happened to what I handed in, and why; moderators appear as the community."""
    return SubmissionOut.of(story(code=code, viewer=request.user, now=now()))


@router.post("/submissions/{code}/appeal", response={201: SubmissionOut})
def post_appeal(request: HttpRequest, code: str, body: AppealIn) -> Status[SubmissionOut]:
    """Appeal once against a return or a hiding; another person answers."""
    limit_request(request, "moderation.appeal", APPEALS_PER_MINUTE)
    actor: Any = request.user
    at = now()
    appeal_decision(code=code, actor=actor, text=body.text, now=at)
    return Status(201, SubmissionOut.of(story(code=code, viewer=actor, now=at)))
