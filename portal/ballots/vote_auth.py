"""Who votes: as everywhere on the API, but whether a token was revoked is left to the statement that votes."""

import time

from django.http import HttpRequest

from portal.accounts.api_auth import ApiAuth, TokenUser
from portal.accounts.tokens import signed_claims
from portal.core.errors import SignInNeeded


class VoteAuth(ApiAuth):
    """Asks neither cache nor database. Whoever uses it must pass `request.claims.epoch` on to the ballot box."""

    def __call__(self, request: HttpRequest) -> str:
        carried = request.META.get("HTTP_AUTHORIZATION", "")
        return self.authenticate(request, carried[7:]) if carried.startswith("Bearer ") else super().__call__(request)

    def authenticate(self, request: HttpRequest, token: str) -> str:
        claims = signed_claims(token)
        if claims.expires_at <= time.time():
            raise SignInNeeded
        request.claims = claims  # type: ignore[attr-defined]
        request.user = TokenUser(claims)  # type: ignore[assignment]
        return "token"
