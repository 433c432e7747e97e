from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from councils.actions.opinions import react, take_reaction_back, write_statement
from councils.models import ConventionVersion
from councils.opinions_enums import MapSource
from councils.opinions_schemas import (
    OpinionMapOut,
    OwnStatementListOut,
    OwnStatementOut,
    ReactionIn,
    ReactionListOut,
    StatementAskedOut,
    StatementIn,
)
from councils.opinions_shown import map_told, own_statement_told
from councils.queries import opinions as read
from councils.queries.conventions import version_to_see
from councils.rules import is_asked
from portal.accounts.rules import require_signed_in
from portal.core import clock
from portal.core.ratelimit import limit_request

router = Router(tags=["opinions"])
REACTIONS_PER_MINUTE, STATEMENTS_PER_MINUTE = 60, 5


@router.get("/conventions/texts/{code}/statements/next", response=StatementAskedOut)
def get_next_statement(request: HttpRequest, code: str) -> dict[str, Any]:
    """The statement from which the map learns most, of those the caller has not answered."""
    return _asked(request, version_to_see(code, request.user))


@router.get("/conventions/texts/{code}/statements/mine", response=OwnStatementListOut)
def list_own_statements(request: HttpRequest, code: str) -> dict[str, Any]:
    """What the caller wrote, the last first, and what became of it."""
    version = version_to_see(code, request.user)
    require_signed_in(request.user)
    return {"items": [own_statement_told(each) for each in read.statements_of(version, request.user)]}


@router.post("/conventions/texts/{code}/statements", response={201: OwnStatementOut})
def post_statement(request: HttpRequest, code: str, sent: StatementIn) -> Status[dict[str, Any]]:
    """Hand a statement in; a person of the community reads it before neighbours are asked."""
    limit_request(request, "councils.say", STATEMENTS_PER_MINUTE)
    made = write_statement(version_code=code, text=sent.text, code=sent.code, actor=request.user, now=clock.now())
    return Status(201, own_statement_told(made))


@router.get("/conventions/texts/{code}/reactions", response=ReactionListOut)
def list_reactions(request: HttpRequest, code: str) -> dict[str, Any]:
    """What the caller has said, the last first. Nobody else can read it."""
    version = version_to_see(code, request.user)
    require_signed_in(request.user)
    rows = read.statements_reacted_to(version, request.user)
    return {"items": [{"statement": each, "view": said.view, "at": said.at} for each in rows for said in each.mine]}  # type: ignore[attr-defined]


@router.put("/conventions/statements/{code}/reaction", response=StatementAskedOut)
def put_reaction(request: HttpRequest, code: str, sent: ReactionIn) -> dict[str, Any]:
    """Agree, disagree or pass; what was said before is replaced. Answers what comes next."""
    limit_request(request, "councils.react", REACTIONS_PER_MINUTE)
    return _asked(request, react(code=code, view=sent.view, actor=request.user, now=clock.now()).version)


@router.delete("/conventions/statements/{code}/reaction", response=StatementAskedOut)
def delete_reaction(request: HttpRequest, code: str) -> dict[str, Any]:
    """Take back what was said; answers what comes next, which may be another statement."""
    limit_request(request, "councils.react", REACTIONS_PER_MINUTE)
    return _asked(request, take_reaction_back(code=code, actor=request.user, now=clock.now()).version)


@router.get("/conventions/texts/{code}/map", response=OpinionMapOut)
def get_opinion_map(request: HttpRequest, code: str, of: MapSource = MapSource.RESIDENTS) -> dict[str, Any]:
    """Groups, what marks each, and what all agree on; never of one person, but for `mine`."""
    return map_told(version_to_see(code, request.user), request.user, of)


def _asked(request: HttpRequest, version: ConventionVersion) -> dict[str, Any]:
    asked = read.asked_of(version, request.user)
    return {
        "open": asked.open,
        "may": is_asked(request.user, version),
        "answered": asked.answered,
        "total": asked.total,
        "statement": asked.statement,
    }
