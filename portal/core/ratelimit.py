"""How often one person or address may do one thing, counted in the cache."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from portal.core import clock
from portal.core.errors import TooMany


def limit(scope: str, key: str | int, per_minute: int) -> None:
    """Raises TooMany when `key` has done `scope` more than `per_minute` times in this clock minute.

    A fixed window: at its seam twice as many may pass. Where the cache is away nothing is counted, so limits are a
    protection against floods and never the guarantee behind a vote or a code.
    """
    bucket = f"limit:{scope}:{key}:{int(clock.now().timestamp() // 60)}"
    cache.add(bucket, 0, timeout=90)
    try:
        count = cache.incr(bucket)
    except ValueError:
        return
    if count > per_minute:
        raise TooMany


def address_of(request: HttpRequest) -> str:
    """The caller's network address, as the outermost of settings.TRUSTED_PROXIES proxies saw it."""
    remote: str = request.META.get("REMOTE_ADDR", "")
    passed = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    behind = settings.TRUSTED_PROXIES
    return passed[-behind] if 0 < behind <= len(passed) and passed[-behind] else remote


def limit_request(request: HttpRequest, scope: str, per_minute: int) -> None:
    """`limit` by the signed-in person, or by network address where nobody is signed in."""
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    limit(scope, f"u{user.pk}" if known and user is not None else f"a{address_of(request)}", per_minute)
