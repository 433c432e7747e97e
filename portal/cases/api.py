"""What residents bring, for the mini-program, and the public figures."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import File, Router
from ninja.files import UploadedFile

from portal.accounts.rules import require_signed_in
from portal.cases.actions import rate_case
from portal.cases.actions.matters import (
    add_matter_picture,
    hand_in_matter,
    keep_matter_private,
    reopen_own_matter,
    rewrite_matter,
)
from portal.cases.enums import Entry
from portal.cases.models import EntryPhoto, Matter
from portal.cases.queries.loop import loop_of
from portal.cases.queries.matters import PHOTO_SCOPE, answered_matters, kind_label, matter_to_read, whole_matter
from portal.cases.schemas import (
    CaseLoopOut,
    MatterIn,
    MatterOut,
    MatterRatingIn,
    MatterReopenIn,
    MattersOut,
    MatterWordsIn,
)
from portal.core import clock
from portal.core.errors import Hidden
from portal.core.paging import keyset
from portal.core.passes import pass_for
from portal.core.ratelimit import limit_request

router = Router(tags=["cases"])
ACTS_PER_MINUTE, PICTURES_PER_MINUTE, PAGE = 10, 20, 20


@router.get("/cases", response=MattersOut)
def list_answered_matters(
    request: HttpRequest, community: str = "", kind: str = "", cursor: str | None = None
) -> dict[str, Any]:
    """What was answered and everybody may read, the newest answer first."""
    found = answered_matters(community, kind)
    page = keyset(found, order=["-case__answered_at", "-id"], cursor=cursor, limit=PAGE)
    return {"items": [_card(each) for each in page.items], "next_cursor": page.next_cursor}


@router.get("/cases/rates", response=CaseLoopOut)
def get_case_rates(request: HttpRequest, community: str = "", kind: str = "") -> dict[str, Any]:
    """Answered, solved, satisfied: each with what it is a share of, by month and by community."""
    loop = loop_of(community, kind, clock.now())
    return {
        "overall": loop.overall,
        "by_month": [{"month": f"{month:%Y-%m}", "rates": rates} for month, rates in loop.by_month],
        "by_community": [
            {"community": place.slug, "community_title": place.title, "rates": rates}
            for place, rates in loop.by_community
        ],
    }


@router.get("/me/cases", response=MattersOut)
def list_my_matters(request: HttpRequest, cursor: str | None = None) -> dict[str, Any]:
    """What the caller brought, the newest first."""
    require_signed_in(request.user)
    mine = Matter.objects.whole().filter(case__opened_by=request.user.pk)
    page = keyset(mine, order=["-case__opened_at", "-id"], cursor=cursor, limit=PAGE)
    return {"items": [_card(each) for each in page.items], "next_cursor": page.next_cursor}


@router.post("/cases", response=MatterOut)
def post_matter(request: HttpRequest, data: MatterIn) -> dict[str, Any]:
    """Bring something to one's own community; pictures follow one by one."""
    limit_request(request, "cases.new", ACTS_PER_MINUTE)
    made = hand_in_matter(actor=request.user, now=clock.now(), **data.dict())
    return _whole(request, made.case.code)


@router.get("/cases/{code}", response=MatterOut)
def get_matter(request: HttpRequest, code: str) -> dict[str, Any]:
    """What was brought, where it stands, what was answered."""
    return _whole(request, code)


@router.put("/cases/{code}", response=MatterOut)
def put_matter(request: HttpRequest, code: str, data: MatterWordsIn) -> dict[str, Any]:
    """Reword what moderation returned, and hand it in again."""
    limit_request(request, "cases.rewrite", ACTS_PER_MINUTE)
    rewrite_matter(code=code, actor=request.user, now=clock.now(), **data.dict())
    return _whole(request, code)


@router.post("/cases/{code}/photos", response=MatterOut)
def post_matter_photo(request: HttpRequest, code: str, photo: File[UploadedFile]) -> dict[str, Any]:
    """Add a picture, at most three, until somebody has read it."""
    require_signed_in(request.user)
    limit_request(request, "cases.photo", PICTURES_PER_MINUTE)
    add_matter_picture(code=code, upload=photo, actor=request.user, now=clock.now())
    return _whole(request, code)


@router.put("/cases/{code}/rating", response=MatterOut)
def put_matter_rating(request: HttpRequest, code: str, data: MatterRatingIn) -> dict[str, Any]:
    """Say how it came out; saying it again changes it."""
    _require_mine(request, code)
    rate_case(code=code, actor=request.user, now=clock.now(), **data.dict())  # type: ignore[arg-type]
    return _whole(request, code)


@router.post("/cases/{code}/reopen", response=MatterOut)
def post_matter_reopen(request: HttpRequest, code: str, data: MatterReopenIn) -> dict[str, Any]:
    """It is not right yet: the office works on it again."""
    limit_request(request, "cases.reopen", ACTS_PER_MINUTE)
    reopen_own_matter(code=code, reason=data.reason, actor=request.user, now=clock.now())
    return _whole(request, code)


@router.post("/cases/{code}/private", response=MatterOut)
def post_matter_private(request: HttpRequest, code: str) -> dict[str, Any]:
    """Neighbours do not read it any more; the office goes on with it."""
    keep_matter_private(code=code, actor=request.user, now=clock.now())
    return _whole(request, code)


def _require_mine(request: HttpRequest, code: str) -> None:
    """Raises SignInNeeded, and Hidden for whoever did not bring it."""
    require_signed_in(request.user)
    if not Matter.objects.filter(case__code=code, case__opened_by=request.user.pk).exists():
        raise Hidden


def _card(matter: Matter) -> dict[str, Any]:
    case = matter.case
    return {
        "code": case.code,
        "kind": case.kind,
        "kind_text": kind_label(matter),
        "title": case.title,
        "place": matter.place,
        "community": case.community.slug,
        "community_title": case.community.title,
        "state": case.state,
        "state_text": case.get_state_display(),
        "opened_at": case.opened_at,
        "answered_at": case.answered_at,
        "answer": case.answer,
        "shown": matter.shown_at is not None,
        "url": matter.get_absolute_url(),
    }


def _whole(request: HttpRequest, code: str) -> dict[str, Any]:
    whole = whole_matter(matter_to_read(code, request.user), request.user, clock.now())
    matter, case, rating = whole.matter, whole.matter.case, whole.rating
    said = None if rating is None else {"score": rating.score, "solved": rating.solved, "words": rating.words}
    return _card(matter) | {
        "words": matter.words,
        "public": matter.public,
        "photos": [_picture(photo, matter) for photo in whole.photos],
        "timeline": [
            {
                "kind_text": line.get_kind_display(),
                "text": "" if line.kind == Entry.ANSWERED else line.text,
                "at": line.at,
                "photos": [_picture(photo, matter) for photo in line.photos.all()],
            }
            for line in whole.timeline
        ],
        "due_at": case.act_due or case.accept_due or case.forward_due,
        "mine": whole.own,
        "returned_because": matter.submission.reason if whole.can_rewrite and matter.submission else "",
        "rating": said,
        "can_rate": whole.can_rate,
        "can_reopen": whole.can_reopen,
        "can_rewrite": whole.can_rewrite,
        "reopens_until": whole.reopens_until,
    }


def _picture(photo: EntryPhoto, matter: Matter) -> str:
    """Its address; with a pass where not everybody sees it, because apps load pictures without a token."""
    address = reverse("cases:photo", args=[photo.code])
    return address if matter.shown_at is not None else f"{address}?pass={pass_for(PHOTO_SCOPE, photo.code)}"
