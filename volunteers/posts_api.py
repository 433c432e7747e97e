"""Posts and hazards for the mini-program."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import File, Router
from ninja.files import UploadedFile

from portal.accounts.consents import CURRENT
from portal.accounts.enums import ConsentKind
from portal.accounts.rules import require_signed_in
from portal.core import clock
from portal.core.paging import keyset
from portal.core.passes import pass_for
from portal.core.ratelimit import limit_request
from volunteers.actions.hazards import add_photo, report_hazard
from volunteers.actions.posts import apply, withdraw_application
from volunteers.models import Application, Hazard, HazardPhoto, Post
from volunteers.queries.hazards import PHOTO_SCOPE, hazard_timeline, hazard_to_see, photos_for
from volunteers.queries.posts import application_of, open_posts, post_to_see
from volunteers.schemas import ApplyIn, HazardIn, HazardOut, MyApplicationOut, MyHazardsOut, PostOut, PostsOut

router = Router(tags=["volunteers"])
MINE_AT_MOST = 20


@router.get("/posts", response=PostsOut)
def list_posts(
    request: HttpRequest, community: str = "", category: str = "", cursor: str = "", limit: int = 20
) -> dict[str, Any]:
    """Posts that take volunteers, the newest first."""
    page = keyset(open_posts(community, category), order=["-id"], cursor=cursor, limit=limit)
    return {"items": [_card(post) for post in page.items], "next_cursor": page.next_cursor}


@router.get("/posts/{code}", response=PostOut)
def get_post(request: HttpRequest, code: str) -> dict[str, Any]:
    """What there is to do, what can happen, and the caller's application."""
    return _whole(post_to_see(code), request.user)


@router.put("/posts/{code}/application", response=PostOut)
def put_application(request: HttpRequest, code: str, data: ApplyIn) -> dict[str, Any]:
    """Apply, or accept the present text of risks. The same again changes nothing."""
    apply(
        code=code,
        risks_version=data.risks_version,
        agreed=data.agreed,
        words=data.words,
        actor=request.user,
        now=clock.now(),
    )
    return _whole(post_to_see(code), request.user)


@router.delete("/applications/{code}", response=MyApplicationOut)
def delete_application(request: HttpRequest, code: str) -> dict[str, Any]:
    """Take an application back, or stop serving."""
    return _mine(withdraw_application(code=code, actor=request.user, now=clock.now()))


@router.post("/shifts/{code}/hazards", response=HazardOut)
def post_hazard(request: HttpRequest, code: str, data: HazardIn) -> dict[str, Any]:
    """Report something seen on this shift. Staff read it before anybody else does."""
    require_signed_in(request.user)
    limit_request(request, "volunteers.hazard", 10)
    hazard = report_hazard(
        shift_code=code,
        kind=data.kind,
        place=data.place,
        text=data.text,
        checkpoint_code=data.checkpoint,
        actor=request.user,
        now=clock.now(),
    )
    return _hazard(request, hazard)


@router.post("/hazards/{code}/photos", response=HazardOut)
def post_hazard_photo(request: HttpRequest, code: str, photo: File[UploadedFile]) -> dict[str, Any]:
    """Add a picture to what the caller reported, while staff have not read it: the place, never a person."""
    require_signed_in(request.user)
    limit_request(request, "volunteers.hazard_photo", 20)
    add_photo(code=code, upload=photo, actor=request.user, now=clock.now())
    return _hazard(request, hazard_to_see(code, request.user))


@router.get("/hazards/{code}", response=HazardOut)
def get_hazard(request: HttpRequest, code: str) -> dict[str, Any]:
    """What was seen and what comes of it."""
    return _hazard(request, hazard_to_see(code, request.user))


@router.get("/me/hazards", response=MyHazardsOut)
def list_my_hazards(request: HttpRequest) -> dict[str, Any]:
    """What the caller reported, the last twenty."""
    require_signed_in(request.user)
    mine = Hazard.objects.filter(reporter=request.user.pk).select_related("case", "shift")[:MINE_AT_MOST]
    return {"items": [_hazard(request, each) for each in mine]}


def _card(post: Post) -> dict[str, Any]:
    return {
        "code": post.code,
        "title": post.title,
        "category": post.category,
        "category_text": post.get_category_display(),
        "community": post.community,
        "about": post.about,
        "min_age": post.min_age,
        "training": post.training,
        "is_open": post.closed_at is None,
        "url": post.get_absolute_url(),
    }


def _whole(post: Post, user: Any) -> dict[str, Any]:
    mine, consent = application_of(post, user), CURRENT[ConsentKind.VOLUNTEERING]
    return _card(post) | {
        "risks": post.risks,
        "risks_version": post.risks_version,
        "consent_title": consent.title,
        "consent_text": consent.text,
        "mine": _mine(mine) if mine is not None else None,
    }


def _mine(application: Application) -> dict[str, Any]:
    return {
        "code": application.code,
        "state": application.state,
        "state_text": application.get_state_display(),
        "again": application.risks_version != application.post.risks_version,
    }


def _hazard(request: HttpRequest, hazard: Hazard) -> dict[str, Any]:
    photos = photos_for(hazard, request.user)
    return {
        "code": hazard.code,
        "kind": hazard.kind,
        "kind_text": hazard.get_kind_display(),
        "place": hazard.place,
        "text": hazard.text,
        "reported_at": hazard.reported_at,
        "state_text": hazard.case.get_state_display(),
        "answer": hazard.case.answer,
        "shown": hazard.shown_at is not None,
        "mine": request.user.is_authenticated and hazard.reporter_id == request.user.pk,
        "photos": [_picture(photo, hazard) for photo in photos],
        "timeline": [
            {"kind_text": line.get_kind_display(), "text": line.text, "at": line.at} for line in hazard_timeline(hazard)
        ],
        "url": hazard.get_absolute_url(),
    }


def _picture(photo: HazardPhoto, hazard: Hazard) -> str:
    """Its address; with a pass where not everybody sees it, because apps load pictures without a token."""
    address = reverse("volunteers:hazard_photo", args=[photo.code])
    if photo.hidden_at is None and hazard.shown_at is not None:
        return address
    return f"{address}?pass={pass_for(PHOTO_SCOPE, photo.code)}"
