"""The picture of oneself: for its owner, and for whoever holds a pass that its owner was given."""

from typing import Any

from django.urls import reverse

from portal.accounts.models import Avatar
from portal.core.errors import Hidden
from portal.core.passes import lets_in, pass_for

AVATAR_SCOPE = "accounts.avatar"


def avatar_address(code: str) -> str:
    """Where an app that sends no token finds the picture, for an hour or two; "" for none."""
    return f"{reverse('accounts:avatar', args=[code])}?pass={pass_for(AVATAR_SCOPE, code)}" if code else ""


def avatar_to_show(code: str, viewer: Any, given: str) -> Avatar:
    """Raises Hidden for everybody but its owner and whoever holds a pass (`given`). One query."""
    avatar = Avatar.objects.filter(code=code).first()
    if avatar is None or not (lets_in(given, AVATAR_SCOPE, code) or avatar.user_id == viewer.pk):
        raise Hidden
    return avatar
