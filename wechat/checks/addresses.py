"""A private file's address for WeChat: whoever holds it may read that one file, for a quarter of an hour."""

from datetime import timedelta

from django.core import signing
from django.urls import reverse

from portal.core.errors import Hidden
from portal.moderation.ports import MediaFile, moderated_kinds
from wechat.site import absolute

GOOD_FOR = timedelta(minutes=15)
_SALT = "wechat.media"


def media_address(kind: str, key: str) -> str:
    """The whole address of the medium `key` of a moderated kind."""
    return absolute(reverse("wechat:media", args=[media_token(kind, key)]))


def media_token(kind: str, key: str) -> str:
    return signing.dumps([kind, key], salt=_SALT)


def file_behind(token: str) -> MediaFile:
    """The file; raises Hidden for a token that is not ours, too old, or of a file that is gone."""
    try:
        kind, key = signing.loads(token, salt=_SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        raise Hidden from None
    source = moderated_kinds.get(kind).media if kind in moderated_kinds else None
    file = source.read(key) if source is not None else None
    if file is None:
        raise Hidden
    return file
