"""A bearer token for a persona: added to the API in demo settings alone."""

from django.http import HttpRequest
from ninja import Router, Schema

from portal.accounts.queries.me import me
from portal.accounts.schemas import MeOut, TokenOut
from portal.accounts.tokens import issue_token
from portal.config.demo.personas import persona_user
from portal.core.ratelimit import limit_request

router = Router(tags=["demo"])


class DemoSessionIn(Schema):
    persona: str


class DemoSessionOut(TokenOut):
    person: MeOut


@router.post("/demo/session", response=DemoSessionOut)
def post_demo_session(request: HttpRequest, data: DemoSessionIn) -> dict:
    """A token as one of the demo's personas, for trying the API. Ask again when it runs out."""
    limit_request(request, "demo.session", 600)
    user = persona_user(data.persona)
    token = issue_token(user)
    return {"token": token.text, "expires_in": token.expires_in, "person": me(user)}
