import re
from typing import Any

from allauth.headless.internal.sessionkit import authenticate_by_x_session_token
from django.http import HttpRequest
from django.urls import reverse
from ninja import File, Router, Status
from ninja.files import UploadedFile

from portal.accounts import actions
from portal.accounts.consents import CURRENT
from portal.accounts.enums import ConsentKind
from portal.accounts.models import DataArchive, User
from portal.accounts.queries.archives import archive_of, pass_of
from portal.accounts.queries.consents import Standing, consents_of
from portal.accounts.queries.me import Me, everything_mine, me
from portal.accounts.rules import require_signed_in
from portal.accounts.schemas import (
    ArchiveOut,
    ConsentsOut,
    ConsentTextOut,
    JoinIn,
    MeIn,
    MeOut,
    MyItemsOut,
    ResidenceIn,
    TokenOut,
)
from portal.accounts.tokens import issue_token
from portal.core import clock
from portal.core.errors import SignInNeeded
from portal.core.ratelimit import limit_request

router = Router(tags=["accounts"])
SESSION_TOKEN = re.compile(r"[a-z0-9]{8,40}")


@router.get("/me", response=MeOut)
def get_me(request: HttpRequest) -> Me:
    """Who the caller is here."""
    require_signed_in(request.user)
    return me(request.user)


@router.patch("/me", response=MeOut)
def patch_me(request: HttpRequest, data: MeIn) -> Me:
    """Another alias (only once a community is said, see PUT /me/residence), or large type on or off."""
    require_signed_in(request.user)
    limit_request(request, "accounts.me", 20)
    if data.alias is not None:
        actions.choose_alias(alias=data.alias, actor=request.user, now=clock.now())
    if data.elder_mode is not None:
        actions.set_elder_mode(on=data.elder_mode, actor=request.user, now=clock.now())
    return me(_fresh(request))


@router.put("/me/avatar", response=MeOut)
def put_avatar(request: HttpRequest, picture: File[UploadedFile]) -> Me:
    """Keep a picture of oneself (10 MB at most, cut to a square), in place of an earlier one. Nobody else sees it."""
    require_signed_in(request.user)
    limit_request(request, "accounts.avatar", 10)
    actions.set_avatar(upload=picture, actor=request.user, now=clock.now())
    return me(request.user)


@router.post("/me/avatar", response=MeOut)
def post_avatar(request: HttpRequest, picture: File[UploadedFile]) -> Me:
    """The same as PUT, for mini-programs: WeChat sends files by POST alone."""
    return put_avatar(request, picture)


@router.delete("/me/avatar", response=MeOut)
def delete_avatar(request: HttpRequest) -> Me:
    """Delete it; without one nothing changes."""
    require_signed_in(request.user)
    limit_request(request, "accounts.avatar", 10)
    actions.remove_avatar(actor=request.user)
    return me(request.user)


@router.get("/me/items", response=MyItemsOut)
def get_my_items(request: HttpRequest) -> dict[str, Any]:
    """Everything I did, newest first, as the rooms tell it."""
    require_signed_in(request.user)
    return {"items": everything_mine(request.user)}


@router.put("/me/residence", response=MeOut)
def put_residence(request: HttpRequest, data: ResidenceIn) -> Me:
    """Say where one lives and by what name neighbours shall know one; proves nothing yet."""
    limit_request(request, "accounts.me", 20)
    actions.declare_residence(community=data.community, alias=data.alias, actor=request.user, now=clock.now())
    return me(_fresh(request))


@router.post("/me/household", response=MeOut)
def post_household(request: HttpRequest, data: JoinIn) -> Me:
    """Prove one's home with the code on the household's letter; `agreed` is consent to the text `sensitive`."""
    limit_request(request, "accounts.me", 20)
    actions.join_household(
        join_code=data.join_code,
        community=data.community,
        agreed=data.agreed,
        alias=data.alias,
        actor=request.user,
        now=clock.now(),
    )
    return me(_fresh(request))


@router.get("/me/consents", response=ConsentsOut)
def get_my_consents(request: HttpRequest) -> dict[str, list[Standing]]:
    """Each kind of consent with its current text, whether it is given, and the ledger's lines, newest first."""
    require_signed_in(request.user)
    return {"items": consents_of(request.user)}


@router.put("/me/consents/{kind}", response=ConsentsOut)
def put_consent(request: HttpRequest, kind: ConsentKind) -> dict[str, list[Standing]]:
    """Agree to the current text."""
    limit_request(request, "accounts.consent", 20)
    actions.give_consent(kind=kind, actor=request.user, now=clock.now())
    return {"items": consents_of(request.user)}


@router.delete("/me/consents/{kind}", response=ConsentsOut)
def delete_consent(request: HttpRequest, kind: ConsentKind) -> dict[str, list[Standing]]:
    """Take it back; what follows is said in `if_withdrawn`. For `service` all sessions and tokens end with it."""
    limit_request(request, "accounts.consent", 20)
    actions.withdraw_consent(kind=kind, actor=request.user, now=clock.now())
    return {"items": consents_of(request.user)}


@router.get("/me/data", response=dict[str, Any])
def get_my_data(request: HttpRequest) -> dict[str, Any]:
    """Everything every room holds about the caller, by room."""
    limit_request(request, "accounts.export", 5)
    return actions.export_person(actor=request.user, now=clock.now())


@router.post("/me/data/archive", response=ArchiveOut)
def post_my_archive(request: HttpRequest) -> dict[str, Any]:
    """Have everything put together as one archive; one that is being made, or still there, is given back."""
    limit_request(request, "accounts.export", 5)
    return _archive(actions.ask_for_archive(actor=request.user, now=clock.now()))


@router.get("/me/data/archive", response=ArchiveOut)
def get_my_archive(request: HttpRequest) -> dict[str, Any]:
    """Where the archive stands; all null where none was asked for, or its week is over."""
    require_signed_in(request.user)
    return _archive(archive_of(request.user, clock.now()))


@router.delete("/me/sessions", response={204: None})
def delete_sessions(request: HttpRequest) -> Status:
    """Sign out everywhere: all sessions and all tokens end, this one included."""
    limit_request(request, "accounts.sessions", 10)
    actions.sign_out_everywhere(actor=request.user, now=clock.now())
    return Status(204, None)


@router.get("/consents/{kind}", response=ConsentTextOut)
def get_consent_text(request: HttpRequest, kind: ConsentKind) -> Any:
    """The current text, for everybody to read before they agree."""
    return CURRENT[kind]


@router.post("/tokens", response=TokenOut)
def post_token(request: HttpRequest) -> dict[str, Any]:
    """A fresh token of five minutes for a session that lives: by cookie, or in an app by `X-Session-Token`.

    A token cannot be had for a token: what prolongs itself could not be ended.
    """
    limit_request(request, "accounts.tokens", 60)
    token = issue_token(_session_user(request))
    return {"token": token.text, "expires_in": token.expires_in}


def _session_user(request: HttpRequest) -> Any:
    carried = request.headers.get("X-Session-Token")
    if carried:
        found = authenticate_by_x_session_token(carried) if SESSION_TOKEN.fullmatch(carried) else None
        if found is None:
            raise SignInNeeded
        return found[0]
    if request.auth != "session":  # type: ignore[attr-defined]
        raise SignInNeeded
    return request.user


def _archive(archive: DataArchive | None) -> dict[str, Any]:
    if archive is None:
        return {"asked_at": None, "ready_at": None, "expires_at": None, "url": ""}
    address = reverse("accounts:download_archive", args=[archive.code]) if archive.ready_at else ""
    return {
        "asked_at": archive.asked_at,
        "ready_at": archive.ready_at,
        "expires_at": archive.expires_at,
        "url": f"{address}?pass={pass_of(archive)}" if address else "",
    }


def _fresh(request: Any) -> User:
    """The caller as they are after what this call changed."""
    return User.objects.select_related("resident__community").get(pk=request.user.pk)
