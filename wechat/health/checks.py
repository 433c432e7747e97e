"""One test for each thing that is set up. Each asks now, and says in a sentence how it went."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wechat.codes.scenes import PAGE
from wechat.gateway import official, tokens
from wechat.gateway.codes import unlimited_code
from wechat.gateway.errors import WeChatTrouble
from wechat.gateway.registration import App, registration
from wechat.health.echo import hear_ourselves
from wechat.health.meanings import meaning
from wechat.messages.actions import template_complaints
from wechat.models import SubscribeTemplate

SCENE = "selftest"


@dataclass(frozen=True)
class Finding:
    good: bool
    words: str


@dataclass(frozen=True)
class Check:
    """`run` asks now, outside every transaction; `ready` says whether there is anything to ask with."""

    label: str | Promise
    hint: str | Promise
    ready: Callable[[], bool]
    run: Callable[[datetime], Finding]


def _asked(call: Callable[[], str]) -> Finding:
    """What `call` says, or WeChat's trouble in words."""
    try:
        return Finding(True, call())
    except WeChatTrouble as trouble:
        return Finding(False, f"{meaning(trouble.code)} ({trouble.call} {trouble.code})")


def _token(app: App) -> Finding:
    return _asked(lambda: _("WeChat gave a token that lasts %d more minutes.") % (tokens.prove(app) // 60))


def _code() -> Finding:
    def draw() -> str:
        picture = unlimited_code(scene=SCENE, page=PAGE)
        return _("WeChat drew a code for %(page)s (%(size)d kB).") % {"page": PAGE, "size": len(picture) // 1024 + 1}

    return _asked(draw)


def _ticket() -> Finding:
    def sign() -> str:
        official.jsapi_ticket()
        return _("There is a ticket: pages inside WeChat can have share cards.")

    return _asked(sign)


def _templates(now: datetime) -> Finding:
    """Looks at every template in use, without asking WeChat."""
    templates = list(SubscribeTemplate.objects.filter(active=True).order_by("pk"))
    wrong = []
    for template in templates:
        complaints = template_complaints(kinds=template.kinds, fields=template.fields, page=template.page, now=now)
        wrong += [f"{template.title}: {next(iter(complaints.values()))}"] if complaints else []
    if wrong:
        return Finding(False, " ".join(wrong))
    if not templates:
        return Finding(False, _("No template is in use, so nobody gets messages in WeChat."))
    return Finding(True, _("Every message of the %d templates in use fits WeChat's rules.") % len(templates))


CHECKS: dict[str, Check] = {
    "mp-token": Check(
        gettext_lazy("Mini-program: token"),
        gettext_lazy("App ID, secret, and whether this server's address is on the list"),
        lambda: registration("mp").can_call,
        lambda now: _token("mp"),
    ),
    "mp-code": Check(
        gettext_lazy("Mini-program: code to scan"),
        gettext_lazy("Whether the page that codes open is published"),
        lambda: registration("mp").can_call,
        lambda now: _code(),
    ),
    "mp-push": Check(
        gettext_lazy("Mini-program: message push"),
        gettext_lazy("A push to ourselves, signed as WeChat signs"),
        lambda: registration("mp").can_hear,
        lambda now: Finding(*hear_ourselves("mp", now)),
    ),
    "templates": Check(
        gettext_lazy("Message templates"),
        gettext_lazy("Whether every field keeps WeChat's rules"),
        lambda: registration("mp").can_call,
        _templates,
    ),
    "oa-token": Check(
        gettext_lazy("Official account: token"),
        gettext_lazy("App ID, secret, and whether this server's address is on the list"),
        lambda: registration("oa").can_call,
        lambda now: _token("oa"),
    ),
    "oa-ticket": Check(
        gettext_lazy("Official account: share cards"),
        gettext_lazy("The ticket with which pages are signed"),
        lambda: registration("oa").can_call,
        lambda now: _ticket(),
    ),
    "oa-push": Check(
        gettext_lazy("Official account: message push"),
        gettext_lazy("A push to ourselves, signed as WeChat signs"),
        lambda: registration("oa").can_hear,
        lambda now: Finding(*hear_ourselves("oa", now)),
    ),
}
