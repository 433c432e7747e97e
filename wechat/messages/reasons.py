"""WeChat's codes in the words of somebody who has to do something about them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wechat.gateway.errors import NO_ANSWER, NOT_UNDERSTOOD, UNREACHABLE
from wechat.models import SubscribeMessage

REASONS: dict[int, str | Promise] = {
    43101: _("The person allows no more of these messages. Nothing needs to be done: the next prompt asks again."),
    47003: _("A field breaks WeChat's rule. Change the template below “fields”."),
    40003: _("WeChat does not know this account any more, or it belongs to another app ID."),
    40037: _("WeChat has no such template. Compare the template ID, and whether it was deleted there."),
    41030: _("The mini-program has no such page, or no published version has it. Change the page to open."),
    -1: _("WeChat was busy. It is tried again by itself."),
    45009: _("The day's quota at WeChat is used up. It is tried again by itself."),
    45011: _("Too many messages in a minute. It is tried again by itself."),
    UNREACHABLE: _("WeChat could not be reached. It is tried again by itself."),
    NO_ANSWER: _("The message went out, and no answer came back: it may have arrived."),
    NOT_UNDERSTOOD: _("The message went out, and what came back could not be read: it may have arrived."),
}


def reason_of(message: SubscribeMessage) -> str:
    """Why a message is where it is; empty where nothing is to be said."""
    if message.error_code is None:
        lost = message.state == "uncertain"
        return str(_("The server stopped while it was being sent: it may have arrived.")) if lost else ""
    words = REASONS.get(message.error_code)
    return str(words) if words else str(_("WeChat answered with code %d.")) % message.error_code
