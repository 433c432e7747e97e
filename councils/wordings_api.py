"""Suggested wordings for the mini-program."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from councils.actions.conventions import (
    change_wording,
    suggest_wording,
    support_wording,
    take_back_support,
    withdraw_wording,
)
from councils.conventions_enums import WordingState
from councils.queries.conventions import version_to_see
from councils.queries.wordings import ShownWording, as_shown, shown_wordings, wording_to_read
from councils.wordings_schemas import ChangedWordingIn, WordingIn, WordingListOut, WordingOut
from portal.accounts.queries import alias_of
from portal.accounts.rules import require_signed_in
from portal.core import clock
from portal.core.paging import keyset
from portal.core.ratelimit import limit_request

router = Router(tags=["conventions"])
ACTS_PER_MINUTE = 30


@router.get("/conventions/texts/{code}/wordings", response=WordingListOut)
def list_wordings(
    request: HttpRequest, code: str, article: int = 0, cursor: str = "", limit: int = 20
) -> dict[str, Any]:
    """What residents suggested for a draft, the most supported first; of one article by its number of today."""
    found = shown_wordings(version_to_see(code, request.user), article)
    page = keyset(found, order=["-support_count", "-id"], cursor=cursor, limit=limit)
    rows = as_shown(page.items, request.user)
    return {"items": [_told(each, request) for each in rows], "next_cursor": page.next_cursor}


@router.post("/conventions/texts/{code}/wordings", response=WordingOut)
def post_wording(request: HttpRequest, code: str, data: WordingIn) -> dict[str, Any]:
    """Suggest another text for an article while the draft is under consultation."""
    _limit(request, "councils.write")
    wording = suggest_wording(
        code=code, article=data.article, text=data.text, reason=data.reason, actor=request.user, now=clock.now()
    )
    return _one(wording.code, request)


@router.get("/conventions/wordings/{code}", response=WordingOut)
def get_wording(request: HttpRequest, code: str) -> dict[str, Any]:
    """One, with what became of it."""
    return _one(code, request)


@router.put("/conventions/wordings/{code}", response=WordingOut)
def put_wording(request: HttpRequest, code: str, data: ChangedWordingIn) -> dict[str, Any]:
    """Hand one that came back in again."""
    _limit(request, "councils.write")
    change_wording(code=code, text=data.text, reason=data.reason, actor=request.user, now=clock.now())
    return _one(code, request)


@router.delete("/conventions/wordings/{code}", response=WordingOut)
def delete_wording(request: HttpRequest, code: str) -> dict[str, Any]:
    """Take one's own back before it is answered."""
    require_signed_in(request.user)
    withdraw_wording(code=code, actor=request.user, now=clock.now())
    return _one(code, request)


@router.put("/conventions/wordings/{code}/support", response=WordingOut)
def put_wording_support(request: HttpRequest, code: str) -> dict[str, Any]:
    """Support it; again changes nothing."""
    _limit(request, "councils.second")
    support_wording(code=code, actor=request.user, now=clock.now())
    return _one(code, request)


@router.delete("/conventions/wordings/{code}/support", response=WordingOut)
def delete_wording_support(request: HttpRequest, code: str) -> dict[str, Any]:
    """Take one's support back; again changes nothing."""
    _limit(request, "councils.second")
    take_back_support(code=code, actor=request.user, now=clock.now())
    return _one(code, request)


def _limit(request: HttpRequest, what: str) -> None:
    require_signed_in(request.user)
    limit_request(request, what, ACTS_PER_MINUTE)


def _one(code: str, request: HttpRequest) -> dict[str, Any]:
    return _told(as_shown([wording_to_read(code, request.user)], request.user)[0], request)


def _told(shown: ShownWording, request: HttpRequest) -> dict[str, Any]:
    wording = shown.wording
    returned = shown.own and wording.state == WordingState.RETURNED and wording.submission is not None
    return {
        "code": wording.code,
        "url": request.build_absolute_uri(wording.get_absolute_url()),
        "article": shown.article.number if shown.article is not None else None,
        "text": wording.text,
        "reason": wording.reason,
        "parts": shown.parts,
        "by": alias_of(wording.author) if wording.author is not None else "",
        "suggested_at": wording.suggested_at,
        "state": wording.state,
        "state_label": wording.get_state_display(),
        "outcome": wording.outcome,
        "outcome_label": wording.get_outcome_display(),
        "answer": wording.answer,
        "became": wording.revision.after if wording.revision is not None else "",
        "returned_because": wording.submission.reason if returned and wording.submission is not None else "",
        "support_count": wording.support_count,
        "supported": shown.supported,
        "own": shown.own,
        "can_support": shown.can_support,
    }
