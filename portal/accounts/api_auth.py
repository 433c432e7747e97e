"""Who calls the API, settled once for every operation: a signed token, else the site's session, else nobody."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from ninja.security import HttpBearer
from ninja.utils import check_csrf

from portal.accounts.models import User
from portal.accounts.tokens import Claims, read_token
from portal.core.errors import Forbidden, SignInNeeded

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class ApiAuth(HttpBearer):
    """Sets `request.user` and `request.claims`, and lets nobody through as an AnonymousUser: actions ask for somebody.

    `Authorization: Bearer <token>`: `request.user` is a TokenUser, `request.claims` what the token says; `request.auth`
    is "token". A token that is forged, run out or revoked raises SignInNeeded, whatever the session says.
    Without the header the session's user is the caller, `request.claims` is None and `request.auth` is "session"; a
    write must then carry the CSRF token (`X-CSRFToken`), else Forbidden.
    """

    def __call__(self, request: HttpRequest) -> str:
        header = request.headers.get(self.header)
        if header:
            scheme, _space, token = header.partition(" ")
            return self.authenticate(request, token.strip() if scheme.lower() == self.openapi_scheme else "")
        request.claims = None  # type: ignore[attr-defined]
        if request.method not in SAFE_METHODS and request.user.is_authenticated and check_csrf(request):
            raise Forbidden(_("This request does not come from a page of this site. Nothing was changed."))
        return "session"

    def authenticate(self, request: HttpRequest, token: str) -> str:
        claims = read_token(token)
        request.claims = claims  # type: ignore[attr-defined]
        request.user = TokenUser(claims)  # type: ignore[assignment]
        return "token"


class TokenUser(SimpleLazyObject):
    """The person a token names: `pk`, `id`, `code` and `phone_confirmed` are read from it, all else from the database.

    Loading raises SignInNeeded where the person is gone.
    """

    is_authenticated = is_active = True
    is_anonymous = False

    def __init__(self, claims: Claims) -> None:
        self.__dict__["_claims"] = claims
        super().__init__(lambda: _person(claims.pk))

    @property
    def pk(self) -> int:
        return self.__dict__["_claims"].pk

    id = pk

    @property
    def code(self) -> str:
        return self.__dict__["_claims"].code

    @property
    def phone_confirmed(self) -> bool:
        return self.__dict__["_claims"].phone_verified


def _person(pk: int) -> Any:
    user = User.objects.filter(pk=pk, is_active=True).select_related("resident__community").first()
    if user is None:
        raise SignInNeeded
    return user
