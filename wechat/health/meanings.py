"""WeChat's calls and codes in the words of whoever runs the installation."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wechat.gateway.errors import NO_ANSWER, NOT_UNDERSTOOD, UNREACHABLE

CALLS: dict[str, str | Promise] = {
    "stable_token": _("Get a token"),
    "jscode2session": _("Sign in from the mini-program"),
    "getuserphonenumber": _("Get a shared phone number"),
    "oauth_access_token": _("Sign in inside WeChat"),
    "oauth_userinfo": _("Read name and picture"),
    "msg_sec_check": _("Check words"),
    "media_check_async": _("Check pictures and audio"),
    "subscribe_send": _("Send a message"),
    "getwxacodeunlimit": _("Draw a mini-program code"),
    "generate_urllink": _("Make a link to the mini-program"),
    "getticket": _("Get a ticket for share cards"),
    "menu_create": _("Publish the account's menu"),
}
CODES: dict[int, str | Promise] = {
    UNREACHABLE: _("WeChat could not be reached from this server: look at network, DNS and firewall."),
    NO_ANSWER: _("WeChat took the request and did not answer in time."),
    NOT_UNDERSTOOD: _("WeChat answered something that it does not document."),
    -1: _("WeChat was busy."),
    40001: _("WeChat did not take the token: does another program ask for tokens with the same app?"),
    40013: _("The app ID is wrong."),
    40029: _("A sign-in code was too old or unknown. Single ones are nothing to worry about."),
    40125: _("The secret is wrong, or was renewed at WeChat."),
    40163: _("A sign-in code was used twice. Single ones are nothing to worry about."),
    40164: _("This server's address is not on the app's IP list at WeChat."),
    40226: _("WeChat takes a person's account for a risk and does not let it sign in."),
    41030: _("The mini-program has no such page, or no published version has it yet."),
    43101: _("The person allows no more messages. Nothing needs to be done."),
    45009: _("The day's quota is used up."),
    45011: _("Too many calls in a minute."),
    47003: _("A field of a message broke WeChat's rule."),
    48001: _("The app has no right to this call: is it verified, and is the category approved?"),
    50002: _("WeChat has restricted the app. Look for a notice in its console."),
    61010: _("The person was not in the mini-program within two hours; a person reads their words instead."),
}


def meaning(code: int) -> str:
    """What a code means for whoever runs this; its number alone where it is not known here."""
    words = CODES.get(code)
    return str(words) if words else _now("WeChat answered with code %d.") % code
