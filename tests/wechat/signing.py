"""What sign-in tests share: an app that signs in, and people with a second factor."""

from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from wechat.standin.apps import DEMO_MP

TOKEN = "/_allauth/app/v1/auth/provider/token"
SECOND_FACTOR = "/_allauth/app/v1/auth/2fa/authenticate"


class MiniProgram:
    """The mini-program on one phone: remembers its session."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.session = ""

    def post(self, path: str, data: dict[str, Any] | None = None) -> Any:
        return self.client.post(path, data or {}, "application/json", HTTP_X_SESSION_TOKEN=self.session)

    def sign_in(self, code: str, phone_code: str | None = None, *, process: str = "login", **more: Any) -> Any:
        token = {"client_id": DEMO_MP[0], "access_token": code, **more}
        if phone_code is not None:
            token["phone_code"] = phone_code
        answer = self.post(TOKEN, {"provider": "wechat_mp", "process": process, "token": token})
        self.session = self._session_of(answer) or self.session
        return answer

    def confirm(self, digits: str) -> Any:
        answer = self.post(SECOND_FACTOR, {"code": digits})
        self.session = self._session_of(answer) or self.session
        return answer

    def token(self) -> str:
        return self.post("/api/v1/tokens").json()["token"]

    def api(self, method: str, path: str, data: dict[str, Any] | None = None) -> Any:
        """A call with a fresh token, as the phone makes it."""
        return getattr(self.client, method)(
            f"/api/v1{path}",
            *([data or {}, "application/json"] if method != "get" else []),
            HTTP_AUTHORIZATION=f"Bearer {self.token()}",
        )

    def me(self) -> dict[str, Any]:
        return self.api("get", "/me").json()

    def _session_of(self, answer: Any) -> str:
        return answer.json().get("meta", {}).get("session_token", "")


def give_second_factor(user: Any) -> str:
    """Sets an authenticator app up; returns its secret."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def digits(secret: str) -> str:
    """What the authenticator app shows now."""
    counter = next(totp.yield_hotp_counters_from_time())
    return totp.format_hotp_value(totp.hotp_value(secret, counter))
