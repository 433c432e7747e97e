from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

import orjson
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from ninja import Router

from portal.accounts.rules import require_signed_in, require_verified_phone
from portal.accounts.tokens import Claims
from portal.ballots import queries
from portal.ballots.actions import CastAnswer, cast, replace_ballot, withdraw_choice
from portal.ballots.enums import Outcome
from portal.ballots.facts import require_public
from portal.ballots.marks import note_ballot
from portal.ballots.models import Poll, PollOption
from portal.ballots.pace import keep_pace
from portal.ballots.refusals import NotPublicYet, require_done
from portal.ballots.rules import result_is_public, turnout_is_public
from portal.ballots.schemas import BallotIn, BallotOut, CountedBallotOut, PollOut, ResultOut, VoteOut
from portal.ballots.vote_auth import VoteAuth
from portal.core import clock
from portal.core.errors import Hidden
from portal.core.idempotency import never_kept
from portal.core.ratelimit import limit_request

router = Router(tags=["ballots"])
vote_auth = VoteAuth()


@router.put("/polls/{code}/choices/{option}", response=VoteOut, auth=vote_auth)
@never_kept
def put_choice(request: HttpRequest, code: str, option: str):
    """Give one vote to an option. It counts at once and can be taken back until the vote closes."""
    return tap(request, cast, poll_code=code, option_code=option)


@router.delete("/polls/{code}/choices/{option}", response=VoteOut, auth=vote_auth)
@never_kept
def delete_choice(request: HttpRequest, code: str, option: str):
    """Take one vote back."""
    return tap(request, withdraw_choice, poll_code=code, option_code=option)


@router.put("/polls/{code}/ballot", response=VoteOut, auth=vote_auth)
@never_kept
def put_ballot(request: HttpRequest, code: str, data: BallotIn):
    """Make the ballot exactly these options, all or none."""
    return tap(request, replace_ballot, poll_code=code, option_codes=data.options)


@router.get("/polls/{code}/ballot", response=BallotOut)
def get_ballot(request: HttpRequest, code: str):
    """What the caller has chosen so far."""
    require_signed_in(request.user)
    return queries.ballot_of(_poll(request, code), request.user)


@router.get("/polls/{code}", response=PollOut)
def get_poll(request: HttpRequest, code: str):
    """A vote's terms, its options and, where it may be shown, how many take part."""
    now, poll = clock.now(), _poll(request, code)
    terms = {name: getattr(poll, name) for name in PollOut.model_fields if hasattr(poll, name)}
    return terms | {
        "state": poll.window.state(now),
        "options": [_option(option) for option in queries.options_for(poll, request.user, now)],
        "turnout": queries.turnout(poll) if turnout_is_public(poll, now) else None,
        "result_public": result_is_public(poll, now),
    }


@router.get("/polls/{code}/result", response=ResultOut)
def get_result(request: HttpRequest, code: str):
    """The result, once it is public."""
    return queries.result(_published(request, code))


@router.get("/polls/{code}/export.csv")
def get_csv(request: HttpRequest, code: str):
    """The ballot file as CSV, once the result is public: docs/ballot-file.md."""
    poll = _published(request, code)
    return _file(request, queries.export_csv(poll), f"ballots-{poll.code}.csv", "text/csv")


@router.get("/polls/{code}/export.pb")
def get_pb(request: HttpRequest, code: str):
    """The ballot file in the Pabulib format, once the result is public."""
    poll = _published(request, code)
    return _file(request, queries.export_pb(poll), f"ballots-{poll.code}.pb", "text/plain")


@router.get("/polls/{code}/kit.zip")
def get_kit(request: HttpRequest, code: str):
    """The ballot file together with the program that counts it again, once the result is public."""
    limit_request(request, "ballots.kit", 20)
    poll = _published(request, code)
    headers = {"Content-Disposition": f'attachment; filename="recount-{poll.code}.zip"'}
    return HttpResponse(queries.recount_kit(poll), "application/zip", headers=headers)


@router.get("/polls/{code}/ballots/{receipt}", response=CountedBallotOut)
def get_counted_ballot(request: HttpRequest, code: str, receipt: str):
    """The ballot that was counted under a receipt code, once the result is public."""
    limit_request(request, "ballots.receipt", 60)
    poll = _published(request, code)
    ballot = queries.counted_ballot(poll, receipt)
    if ballot is None:
        raise Hidden
    chosen = queries.chosen_options(poll, ballot)
    return {"receipt": ballot.receipt, "chosen": [_option(option) for option in chosen]}


def tap(request: HttpRequest, act: Callable[..., CastAnswer], **what: Any) -> HttpResponse:
    """One act of voting for the caller, whom VoteAuth has settled. Raises what the act raises, and its refusals.

    Written out with orjson, past the schema: the answer is five plain values.
    """
    voter: Any = request.user
    claims: Claims | None = request.claims  # type: ignore[attr-defined]
    require_verified_phone(voter)
    keep_pace(voter.pk)
    now = clock.now()
    require_public(what["poll_code"], now)
    answer = act(voter=voter, now=now, epoch=claims.epoch if claims else None, **what)
    require_done(answer.outcome)
    if answer.is_first:
        note_ballot(request, answer.poll, voter.pk, now)
    body = {
        "outcome": answer.outcome.value,
        "message": _message(answer.outcome, translation.get_language()),
        "slots_used": answer.slots_used,
        "slots": answer.slots,
        "receipt": answer.receipt,
    }
    return HttpResponse(orjson.dumps(body), content_type="application/json; charset=utf-8")


@lru_cache
def _message(outcome: Outcome, _language: str | None) -> str:
    return str(outcome.label)


def _poll(request: HttpRequest, code: str) -> Poll:
    return queries.visible_poll(code, request.user, clock.now())


def _published(request: HttpRequest, code: str) -> Poll:
    """Raises Hidden, or NotPublicYet for everybody, managers too."""
    poll = _poll(request, code)
    if not result_is_public(poll, clock.now()):
        raise NotPublicYet
    return poll


def _option(option: PollOption) -> dict[str, Any]:
    return {
        "code": option.code,
        "title": option.title,
        "cost_cny": option.cost_cny,
        "withdrawn": option.withdrawn_at is not None,
    }


def _file(request: HttpRequest, lines: Iterator[str], name: str, content_type: str) -> HttpResponseBase:
    """Line by line. Under ASGI, which serves the demo, a plain iterator would be read whole with a warning."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    content_type = f"{content_type}; charset=utf-8"
    if isinstance(request, ASGIRequest):
        return HttpResponse("".join(lines), content_type, headers=headers)
    return StreamingHttpResponse(_in_pieces(lines), content_type, headers=headers)


def _in_pieces(lines: Iterable[str], size: int = 500) -> Iterator[str]:
    """`size` lines at a time: each piece costs a trip through the middleware and the server."""
    piece: list[str] = []
    for line in lines:
        piece.append(line)
        if len(piece) == size:
            yield "".join(piece)
            piece.clear()
    yield "".join(piece)
