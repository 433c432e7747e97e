"""What comes in and what goes out."""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

JSON = "application/json; encoding=utf-8"
PLAIN = "text/plain"
HTML = "text/html; charset=utf-8"

MESSAGES = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40003: "invalid openid",
    40013: "invalid appid",
    40016: "invalid button size",
    40017: "invalid button type",
    40018: "invalid button name size",
    40029: "invalid code",
    40037: "invalid template_id",
    40097: "invalid args",
    40125: "invalid appsecret",
    40129: "invalid scene",
    40163: "code been used",
    40164: "invalid ip 127.0.0.1, not in whitelist",
    40165: "invalid weapp pagepath",
    40169: "invalid length for scene, or the data is not json string",
    40226: "code blocked",
    41001: "access_token missing",
    41030: "invalid page",
    42001: "access_token expired",
    43002: "require POST method",
    43101: "user refuse to accept the msg",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    47001: "data format error",
    47003: "argument invalid!",
    48001: "api unauthorized",
    61010: "code is expired",
    85401: "time limit between 1min and 30 days",
}


@dataclass(frozen=True)
class Ask:
    """One request. `body` is None where it is not the JSON object that was expected."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] | None = None

    def text(self, name: str) -> str:
        """The parameter from the body or the address."""
        value = (self.body or {}).get(name, self.query.get(name, ""))
        return value if isinstance(value, str) else ""


@dataclass(frozen=True)
class Reply:
    body: bytes
    content_type: str = JSON
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


def fine(content_type: str = JSON, **values: Any) -> Reply:
    return Reply(json.dumps(values, ensure_ascii=False).encode(), content_type)


def ok(**values: Any) -> Reply:
    return fine(errcode=0, errmsg="ok", **values)


def sorry(code: int, detail: str = "", content_type: str = JSON) -> Reply:
    """A logical error: HTTP says 200 all the same."""
    rid = "-".join(secrets.token_hex(4) for _n in range(3))
    message = f"{MESSAGES.get(code, 'error')} {detail}".strip()
    return fine(content_type, errcode=code, errmsg=f"{message} rid: {rid}")


def elsewhere(address: str, status: int = 303) -> Reply:
    return Reply(b"", HTML, status, (("Location", address),))
