"""What makes a session a staff session: a password, then a second factor, both given in this session."""

import time
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.http import HttpRequest

SEEN_KEY = "staff_seen_at"


def begin(request: HttpRequest) -> None:
    """Mark the session as one that ends when it is left alone."""
    request.session[SEEN_KEY] = int(time.time())


def is_begun(request: HttpRequest) -> bool:
    return SEEN_KEY in request.session


def is_strong(request: HttpRequest) -> bool:
    """Whether this session was opened on the staff page, with a password and a second factor."""
    methods = {record["method"] for record in get_authentication_records(request, request.user)}
    return is_begun(request) and {"password", "mfa"} <= methods


def gave_password_lately(request: HttpRequest, seconds: int = 300) -> bool:
    """Whether the password was given in this session in the last few minutes, so that asking again adds nothing."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "password" and time.time() - record["at"] < seconds for record in records)


def has_second_factor(user: Any) -> bool:
    return is_mfa_enabled(user, [Authenticator.Type.TOTP])


def sign_out_idle(request: HttpRequest) -> None:
    logout(request)
