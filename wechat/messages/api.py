from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from portal.core import clock
from portal.core.ratelimit import limit_request
from wechat.messages.enums import Moment
from wechat.messages.prompts import report_answers
from wechat.messages.queries import promptable
from wechat.messages.schemas import AnswersIn, AnswersOut, PromptablesOut

router = Router(tags=["wechat"])
WRITES_PER_MINUTE = 20


@router.get("/wechat/templates", response=PromptablesOut)
def get_templates(request: HttpRequest, moment: Annotated[Moment, Query(alias="for")]) -> dict[str, Any]:
    """Templates to ask about after what the person has just done, at most three, the most wanted first."""
    return {"items": promptable(request.user, moment)}


@router.post("/wechat/prompts", response=AnswersOut)
def post_prompts(request: HttpRequest, body: AnswersIn) -> dict[str, int]:
    limit_request(request, "wechat.prompts", WRITES_PER_MINUTE)
    return {"accepted": report_answers(actor=request.user, answers=body.results, now=clock.now())}
