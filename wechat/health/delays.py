"""What people are told while WeChat is slow: nothing is lost, and what to do meanwhile."""

from django.utils.translation import gettext as _

from portal.core.delays import Place
from portal.core.templatetags.linli import when
from wechat.gateway import troubles

CALLS: dict[Place, tuple[str, ...]] = {
    Place.WRITING: ("msg_sec_check", "media_check_async", "stable_token"),
    Place.SIGN_IN: ("jscode2session", "oauth_access_token", "getwxacodeunlimit", "stable_token"),
    Place.STAFF: troubles.CALLS,
}
"""What has to come through for a place to be in time."""


def tell(place: Place) -> str:
    """One sentence, or nothing where WeChat answered lately, or was not asked."""
    late = troubles.away(*CALLS[place])
    if not late:
        return ""
    match place:
        case Place.WRITING:
            return _("WeChat is a little slow. What you wrote is here; it is dealt with by itself later.")
        case Place.SIGN_IN:
            return _("WeChat is a little slow. The code by text message works as always.")
    return _(
        "WeChat did not answer, last at %(time)s: checks, messages and sign-in by WeChat may be late. What waits goes "
        "out by itself; nothing is lost."
    ) % {"time": when(max(late.values()))}
